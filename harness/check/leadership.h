// SPDX-License-Identifier: Apache-2.0
// Who leads the cluster, and what the cluster says of its state.
#pragma once

#include <string>
#include <vector>

#include "harness/check/recording.h"

namespace holdfast::harness::check {

/// CTRL-2, CTRL-13, CTRL-14, CTRL-16, CTRL-19: at no instant do two controllers say of themselves
/// that they lead, and no controller that a partition cuts off from the majority acknowledges a
/// write meanwhile.
Checker one_leader_accepts_writes();
/// CTRL-3, CTRL-5, CTRL-26, CCFG-4: from the first fault on some controller was in these states, in
/// this order; others may lie between them.
Checker cluster_state_sequence(std::vector<std::string> states);
/// CTRL-20, CTRL-21, CTRL-28: from the first fault to the end nobody but the first leader leads.
Checker leader_never_changes();

}  // namespace holdfast::harness::check
