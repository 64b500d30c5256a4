// SPDX-License-Identifier: Apache-2.0
// What API clients may see of the configuration, and what must never be lost.
#pragma once

#include "harness/check/recording.h"

namespace holdfast::harness::check {

/// INV-2, CTRL-13 to CTRL-19: the calls on each object of the API workload could have been served
/// one after the other by a single copy of it, each between its begin and its answer; a call whose
/// outcome is unknown at any later time, or never. INVALID when the search for such an order takes
/// too long.
Checker linearizable_configuration();
/// INV-2, CTRL-17, CTRL-18: what is read back through every member of the cluster when all is
/// healed is the last acknowledged write, or one whose outcome is unknown.
Checker acknowledged_writes_survive();

}  // namespace holdfast::harness::check
