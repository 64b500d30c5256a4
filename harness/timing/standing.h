// SPDX-License-Identifier: Apache-2.0
// Whether the capture can vouch for an event: holes, clocks that stepped back, pauses of senders
// that would look the same.
#pragma once

#include <vector>

#include "harness/timing/event_items.h"

namespace holdfast::harness::timing {

/// Sets standing and reasons. Takes the figures from an event that is INVALID, and the lower bounds
/// from routes whose outage may have been none. `changed`: the owner changed with it, which says
/// that something happened.
void judge_standing(const std::vector<Item>& items, bool changed, const Report& report,
                    Event& event);

}  // namespace holdfast::harness::timing
