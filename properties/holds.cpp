// SPDX-License-Identifier: Apache-2.0
#include "properties/holds.h"

#include <algorithm>

namespace holdfast::properties {

bool Holds::disturb(const Held& a, const Held& b) {
    if (a.node != b.node || a.from >= b.until || b.from >= a.until) {
        return false;
    }
    if (a.hold == b.hold) {
        return true;
    }
    const bool clock = a.hold == Hold::clock || b.hold == Hold::clock;
    // A cut has other nodes that prove it.
    const bool dead_and_cut =
        std::min(a.hold, b.hold) == Hold::programs && std::max(a.hold, b.hold) == Hold::cut;
    return !clock && !dead_and_cut;
}

bool Holds::take(const std::vector<std::string>& nodes, Hold hold, Duration from, Duration until) {
    std::vector<Held> wanted;
    for (const std::string& node : nodes) {
        wanted.push_back({node, hold, from, until});
    }
    for (const Held& held : held_) {
        if (std::any_of(wanted.begin(), wanted.end(),
                        [&](const Held& one) { return disturb(held, one); })) {
            return false;
        }
    }
    held_.insert(held_.end(), wanted.begin(), wanted.end());
    return true;
}

}  // namespace holdfast::properties
