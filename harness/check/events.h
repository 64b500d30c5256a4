// SPDX-License-Identifier: Apache-2.0
// What the system reports, and when: the rules of detection speak of it.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "harness/check/recording.h"

namespace holdfast::harness::check {

/// After each injected fault one of these events is reported within `limit`.
Checker reported_after_fault(std::vector<std::string> event_ids, Duration limit);
/// None of these events is reported from the first fault to the end. The situation occurred when a
/// fault was injected.
Checker never_reported(std::vector<std::string> event_ids);

struct ExpectedEvent {
    std::string event_id;
    std::string object;  ///< "": whatever it is
};
/// EVT-1, CTRL-24, CTRL-25: from the first fault to the end, the events of these names are exactly
/// these, in this order.
Checker event_sequence(std::vector<ExpectedEvent> expected);
/// EVT-2: as event_sequence(), but events of other objects do not count: on a busy machine an
/// engine that has just come back suspects the one that took over.
Checker event_sequence_of_objects(std::vector<ExpectedEvent> expected);

struct Window {
    Duration low{};
    Duration high{};
};
/// DET-1, DET-4: SE_DOWN for the engine that a fault silenced (crash, power-off, pause) comes
/// within the window after the fault.
Checker down_within(std::function<Window(const Recording&)> window);
/// T = heartbeat x count + echo x count, from two periods before (the last heartbeat may be one
/// period old and the count may begin at once) to four periods after (grids of the two engines are
/// not aligned), and on a real machine the noise floor.
Window detection_window(const Recording& recording);

}  // namespace holdfast::harness::check
