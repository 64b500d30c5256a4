// SPDX-License-Identifier: Apache-2.0
#include "reference/engine/controller_choice.h"

#include <algorithm>
#include <utility>

namespace holdfast::reference::engine {

ControllerChange ControllerChoice::said(LinkId link, const protocol::Leadership& leadership) {
    said_[link] = leadership;
    return choose();
}

ControllerChange ControllerChoice::lost(LinkId link) {
    said_.erase(link);
    if (said_.empty()) {
        term_seen_ = 0;  // whoever comes next may be another cluster, at its first term
    }
    return choose();
}

std::optional<LinkId> ControllerChoice::obeyed() const {
    return leader_ ? std::optional(leader_->link) : std::nullopt;
}

// A leader that was deposed may be the last to hear of it. Once a later one was seen it is not
// obeyed again, although the link to the later one be lost: headless is safer than misled.
std::optional<ControllerChoice::Leader> ControllerChoice::best() const {
    std::optional<Leader> out;
    for (const auto& [link, leadership] : said_) {
        if (leadership.leads && leadership.term >= term_seen_ &&
            (!out || leadership.term > out->term)) {
            out = Leader{link, leadership.term};
        }
    }
    return out;
}

// A new term is a new leader even over the same link: it knows nothing of what was said in the old.
ControllerChange ControllerChoice::choose() {
    const std::optional<Leader> next = best();
    if (next == leader_) {
        return {};
    }
    const ControllerChange change{.disconnected = leader_.has_value(),
                                  .connected = next.has_value()};
    leader_ = next;
    term_seen_ = std::max(term_seen_, next ? next->term : 0);
    return change;
}

}  // namespace holdfast::reference::engine
