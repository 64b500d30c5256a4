// SPDX-License-Identifier: Apache-2.0
// The port between what is stored and where: a folder of files. The daemon has a real one, the
// simulation one in memory whose power can be cut.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace holdfast::reference::storage {

/// Names are plain file names. Every Error names the file and what the system said.
class Disk {
  public:
    virtual ~Disk() = default;
    virtual Result<std::vector<std::string>> list() const = 0;  ///< sorted
    virtual Result<std::string> read(const std::string& name) const = 0;
    /// Adds at the end, making the file when there is none. Survives the process, but a power cut
    /// only after sync().
    virtual Result<void> append(const std::string& name, std::string_view bytes) = 0;
    /// What was appended to this file, and its existence, survive a power cut.
    virtual Result<void> sync(const std::string& name) = 0;
    virtual Result<void> truncate(const std::string& name, std::uint64_t size) = 0;
    /// Whole or not at all, and on disk when it returns.
    virtual Result<void> replace(const std::string& name, std::string_view bytes) = 0;
    virtual Result<void> remove(const std::string& name) = 0;
};

}  // namespace holdfast::reference::storage
