// SPDX-License-Identifier: Apache-2.0
// SYS-1, SYS-2: the controllers' redundancy and that of each SE group are settings of their own.
#pragma once

#include "harness/check/recording.h"

namespace holdfast::harness::check {

/// SYS-1: after the leader was killed another controller leads before it is back, if and only if
/// the deployment has three. After an engine was killed another one takes each of its services
/// within budgets.failover, if and only if their group has a second engine for them; otherwise
/// nobody does before the engine is back.
Checker as_redundant_as_configured();
/// SYS-2: in settled times each service is placed as the mode of its group says: one active and one
/// standby in a pair, min_scaleout_per_vs engines in one list in an elastic group, as far as it has
/// them; and the active one owns its VIP on the wire.
Checker placed_as_the_group_says();

}  // namespace holdfast::harness::check
