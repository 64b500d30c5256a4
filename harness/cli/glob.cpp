// SPDX-License-Identifier: Apache-2.0
#include "harness/cli/glob.h"

#include <fnmatch.h>

#include <algorithm>
#include <sstream>

#include "harness/drill.h"

namespace holdfast::harness::cli {
namespace {

std::vector<std::string> patterns_of(const std::string& filter) {
    std::vector<std::string> patterns;
    std::istringstream in(filter);
    for (std::string pattern; std::getline(in, pattern, ',');) {
        patterns.push_back(pattern);
    }
    return patterns;
}

}  // namespace

bool glob_matches(const std::string& pattern, const std::string& text) {
    return fnmatch(pattern.c_str(), text.c_str(), 0) == 0;
}

bool filter_matches(const std::string& filter, const std::string& text) {
    const auto patterns = patterns_of(filter);
    return std::any_of(patterns.begin(), patterns.end(),
                       [&](const std::string& pattern) { return glob_matches(pattern, text); });
}

std::vector<const Property*> matching_properties(const std::string& filter) {
    const auto patterns = patterns_of(filter);
    std::vector<const Property*> found;
    for (const Property& property : all_properties()) {
        if (filter_matches(filter, property.rule)) {
            found.push_back(&property);
        }
    }
    for (const Property& drill : all_drills()) {
        if (std::find(patterns.begin(), patterns.end(), drill.rule) != patterns.end()) {
            found.push_back(&drill);
        }
    }
    return found;
}

}  // namespace holdfast::harness::cli
