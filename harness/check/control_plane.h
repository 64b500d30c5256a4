// SPDX-License-Identifier: Apache-2.0
// How long the control plane is away, and what it refuses.
#pragma once

#include "harness/check/recording.h"

namespace holdfast::harness::check {

/// CTRL-4, CTRL-6, CTRL-12: from each fault that hits a controller (or, where it cost the quorum,
/// from the heal that gave it back) the first acknowledged write comes within budgets.api_back.
/// Measures apiBackTime.
Checker api_back_within_budget();
/// CTRL-6: from each fault that hits the leader another controller leads within detection and six
/// heartbeat periods: 40 s and 60 s as documented. Measures electionTime.
Checker leader_elected_in_time();
/// Every operation of which a refusal is expected was certainly refused with a status of HTTP, and
/// the members of the cluster stayed as they were; every other request was accepted.
Checker refused();

}  // namespace holdfast::harness::check
