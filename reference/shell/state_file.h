// SPDX-License-Identifier: Apache-2.0
// The controller's configuration on disk: there whole or not at all.
#pragma once

#include <optional>
#include <string>

#include "base/result.h"

namespace holdfast::reference::shell {

/// Writes beside the file, flushes to the disk, renames over it, flushes the folder. When it
/// returns success, a loss of power keeps the new text; when it fails, the old text stands.
Result<void> write_durably(const std::string& path, const std::string& text);

/// The same without waiting for the disk: a reader sees the old text or the new.
Result<void> write_aside(const std::string& path, const std::string& text);

/// Nothing if there is no such file.
Result<std::optional<std::string>> read_if_there(const std::string& path);

}  // namespace holdfast::reference::shell
