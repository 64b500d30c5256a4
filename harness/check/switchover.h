// SPDX-License-Identifier: Apache-2.0
// LEG-30: an operator's switchover.
#pragma once

#include "harness/check/recording.h"

namespace holdfast::harness::check {

/// All services active on the engine are owned by its peer within budgets.failover, the old owner's
/// last claim comes before the new owner's first, VS_SWITCHOVER is reported for each, and services
/// that were standby there stay where they are. Measures each outage.
Checker switchover_moves_exactly();

/// LEG-31: the same for the switchover of one service: it alone moves, and the others feel nothing.
Checker service_switchover_moves_one();

}  // namespace holdfast::harness::check
