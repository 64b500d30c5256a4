// SPDX-License-Identifier: Apache-2.0
#include "reference/access/failures.h"

#include <algorithm>

namespace holdfast::reference::access {

std::optional<Instant> Failures::turn(Instant now, const std::string& user,
                                      const std::string& address) {
    const auto found = entries_.find({user, address});
    if (found == entries_.end() || now - found->second.last >= forgotten_after ||
        found->second.count < free_of_charge) {
        return now;
    }
    Entry& entry = found->second;
    // 2^3 s is the longest delay: more doublings would only overflow.
    const int doublings = std::min(entry.count - free_of_charge, 3);
    const Duration delay = std::min(delay_min * (1 << doublings), delay_max);
    const Instant at = std::max(now, entry.next_turn) + delay;
    if (at - now > wait_max) {
        return std::nullopt;
    }
    entry.next_turn = at;
    return at;
}

void Failures::failed(Instant now, const std::string& user, const std::string& address) {
    make_room(now);
    Entry& entry = entries_[{user, address}];
    if (entry.count > 0 && now - entry.last >= forgotten_after) {
        entry = {};
    }
    ++entry.count;
    entry.last = now;
}

void Failures::succeeded(const std::string& user, const std::string& address) {
    entries_.erase({user, address});
}

void Failures::make_room(Instant now) {
    if (entries_.size() < remembered_max) {
        return;
    }
    std::erase_if(entries_,
                  [&](const auto& entry) { return now - entry.second.last >= forgotten_after; });
    if (entries_.size() >= remembered_max) {
        entries_.erase(std::min_element(
            entries_.begin(), entries_.end(),
            [](const auto& a, const auto& b) { return a.second.last < b.second.last; }));
    }
}

}  // namespace holdfast::reference::access
