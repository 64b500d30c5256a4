// SPDX-License-Identifier: Apache-2.0
#include "reference/cluster/gate.h"

namespace holdfast::reference::cluster {

Effects Gate::release(consensus::Index applied) {
    Effects out;
    while (!held_.empty()) {
        Held& first = held_.front();
        if (first.index > applied || (first.read && !ready_.contains(*first.read))) {
            break;
        }
        if (first.read) {
            ready_.erase(*first.read);
        }
        out.push_back(std::move(first.effect));
        held_.pop_front();
    }
    return out;
}

Effects Gate::abandon() {
    Effects out;
    for (Held& held : held_) {
        out.push_back(std::move(held.effect));
    }
    held_.clear();
    ready_.clear();
    return out;
}

}  // namespace holdfast::reference::cluster
