// SPDX-License-Identifier: Apache-2.0
// The port between what is stored and where: a folder of files. The daemon has a real one, the
// simulation one in memory whose power can be cut.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace holdfast::reference::storage {

/// Names are plain file names. Every Error names the file and what the system said. Only append()
/// is lazy: what it wrote survives the process, but a power cut only after sync(). All else is on
/// disk when it returns.
class Disk {
  public:
    virtual ~Disk() = default;
    virtual Result<std::vector<std::string>> list() const = 0;  ///< sorted
    virtual Result<std::string> read(const std::string& name) const = 0;
    /// Adds at the end, making the file when there is none. After an Error, and after a power cut,
    /// a first part of the bytes may be there.
    virtual Result<void> append(const std::string& name, std::string_view bytes) = 0;
    /// What was appended to this file, and its existence, survive a power cut.
    virtual Result<void> sync(const std::string& name) = 0;
    /// Whole or not at all, made when there is none.
    virtual Result<void> replace(const std::string& name, std::string_view bytes) = 0;
    /// No error when there is none.
    virtual Result<void> remove(const std::string& name) = 0;
};

}  // namespace holdfast::reference::storage
