// SPDX-License-Identifier: Apache-2.0
// Names and life of run folders: a run is whole or not there.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "base/fd.h"
#include "harness/run/run.h"

namespace holdfast::harness::run {

/// "<root>/<time>-<property>-<testbed>-<sut>-<seed>", free at this moment.
std::string new_run_folder(const std::string& root, const check::Recording& recording);

/// A folder that is in use while this object lives, and not a moment longer: the lock goes with the
/// process, however that ends, and long before its number can be somebody else's.
class FolderInUse {
  public:
    /// None: somebody else removed it before it was ours.
    static std::optional<FolderInUse> claim(const std::string& path);

  private:
    explicit FolderInUse(Fd lock) : lock_(std::move(lock)) {}
    Fd lock_;
};

/// A folder of its own for one play, short enough for socket names, removed with everything in it
/// when this object goes.
class Scratch {
  public:
    Scratch();
    ~Scratch();
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;
    const std::string& path() const { return path_; }

  private:
    std::string path_;
    std::optional<FolderInUse> in_use_;
};

/// Removes what killed processes left: their scratch folders, and half-written runs below `root`.
void remove_leftovers(const std::string& root);

/// save_run with the files of `scratch`: its folder logs/, and the testbed's own *.log files.
Result<void> save_run_with_logs(const std::string& folder, const check::Recording& recording,
                                const Judgement& judgement, const std::string& scratch);

}  // namespace holdfast::harness::run
