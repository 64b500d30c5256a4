// SPDX-License-Identifier: Apache-2.0
// LEG-6 and its kin: what the survivor of a pair must do, and how fast.
#pragma once

#include "harness/check/recording.h"

namespace holdfast::harness::check {

/// LEG-6: after an engine failed, every service that it served is owned by another engine on the
/// wire and answers its clients again within budgets.failover. Measures failoverTime (TBM, worst
/// flow) of each service, and detection (CEI to SE_DOWN).
Checker survivor_takes_over();
/// DET-11: the same for engines that live and have lost their link to the clients.
Checker peer_serves_instead();
/// LEG-12: at the end of the failure every service of the pair is owned by the one survivor.
Checker everything_on_survivor();

}  // namespace holdfast::harness::check
