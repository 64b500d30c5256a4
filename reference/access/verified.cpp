// SPDX-License-Identifier: Apache-2.0
#include "reference/access/verified.h"

#include <algorithm>

namespace holdfast::reference::access {

bool Verified::knows(Instant now, const std::string& digest) {
    const auto found = used_.find(digest);
    if (found == used_.end() || now - found->second >= kept_for) {
        return false;
    }
    found->second = now;
    return true;
}

void Verified::remember(Instant now, const std::string& digest) {
    if (used_.size() >= kept_max) {
        used_.erase(std::min_element(used_.begin(), used_.end(), [](const auto& a, const auto& b) {
            return a.second < b.second;
        }));
    }
    used_[digest] = now;
}

}  // namespace holdfast::reference::access
