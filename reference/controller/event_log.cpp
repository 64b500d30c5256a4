// SPDX-License-Identifier: Apache-2.0
#include "reference/controller/event_log.h"

#include <algorithm>

namespace holdfast::reference::controller {

const LoggedEvent& EventLog::add(LoggedEvent event) {
    event.id = next_id_++;
    events_.push_back(std::move(event));
    if (events_.size() > kept_max) {
        events_.pop_front();
    }
    return events_.back();
}

std::vector<LoggedEvent> EventLog::after(std::uint64_t id) const {
    const auto first = std::upper_bound(
        events_.begin(), events_.end(), id,
        [](std::uint64_t wanted, const LoggedEvent& event) { return wanted < event.id; });
    return {first, events_.end()};
}

}  // namespace holdfast::reference::controller
