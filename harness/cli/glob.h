// SPDX-License-Identifier: Apache-2.0
// Which rules a filter means.
#pragma once

#include <string>
#include <vector>

#include "harness/property.h"

namespace holdfast::harness::cli {

/// `pattern` with * for any text and ? for one character.
bool glob_matches(const std::string& pattern, const std::string& text);
/// Whether one of the comma-separated patterns matches.
bool filter_matches(const std::string& filter, const std::string& text);
/// Properties whose rule matches one of the comma-separated patterns, in catalogue order, then
/// drills, each only by its whole name.
std::vector<const Property*> matching_properties(const std::string& filter);

}  // namespace holdfast::harness::cli
