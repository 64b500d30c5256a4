// SPDX-License-Identifier: Apache-2.0
#include "harness/cli/glob.h"

#include <fnmatch.h>

#include <sstream>

namespace holdfast::harness::cli {

bool glob_matches(const std::string& pattern, const std::string& text) {
    return fnmatch(pattern.c_str(), text.c_str(), 0) == 0;
}

std::vector<const Property*> matching_properties(const std::string& filter) {
    std::vector<const Property*> found;
    for (const Property& property : all_properties()) {
        std::istringstream patterns(filter);
        for (std::string pattern; std::getline(patterns, pattern, ',');) {
            if (glob_matches(pattern, property.rule)) {
                found.push_back(&property);
                break;
            }
        }
    }
    return found;
}

}  // namespace holdfast::harness::cli
