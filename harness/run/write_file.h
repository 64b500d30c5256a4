// SPDX-License-Identifier: Apache-2.0
// Small files, whole or not at all.
#pragma once

#include <string>

#include "base/result.h"

namespace holdfast::harness::run {

/// Fails when not every byte was taken.
Result<void> write_file(const std::string& path, const std::string& text);
/// The same with the folders that it takes, written aside and renamed: who reads it meanwhile sees
/// the old one.
Result<void> replace_file(const std::string& path, const std::string& text);
Result<std::string> read_file(const std::string& path);

}  // namespace holdfast::harness::run
