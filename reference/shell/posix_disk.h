// SPDX-License-Identifier: Apache-2.0
// A folder of a file system as a Disk. One process at a time has it.
#pragma once

#include <memory>
#include <string>

#include "reference/shell/unique_fd.h"
#include "reference/storage/disk.h"

namespace holdfast::reference::shell {

class PosixDisk : public storage::Disk {
  public:
    /// Makes the folder when there is none. Refuses one that another process has open.
    static Result<std::unique_ptr<PosixDisk>> open(const std::string& folder);

    Result<std::vector<std::string>> list() const override;
    Result<std::string> read(const std::string& name) const override;
    Result<void> append(const std::string& name, std::string_view bytes) override;
    Result<void> sync(const std::string& name) override;
    Result<void> replace(const std::string& name, std::string_view bytes) override;
    Result<void> remove(const std::string& name) override;

  private:
    PosixDisk(std::string folder, UniqueFd directory)
        : folder_(std::move(folder)), directory_(std::move(directory)) {}
    std::string path(const std::string& name) const { return folder_ + "/" + name; }
    Result<void> open_to_append(const std::string& name);
    Result<void> sync_folder();
    void forget(const std::string& name);

    std::string folder_;
    UniqueFd directory_;
    std::string appended_name_;  ///< the file that is open to be appended to
    UniqueFd appended_;
    bool entry_unsynced_ = false;  ///< its name may not be in the folder after a power cut
};

}  // namespace holdfast::reference::shell
