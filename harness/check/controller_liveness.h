// SPDX-License-Identifier: Apache-2.0
// Which controllers count as alive, and what their number is called.
#pragma once

#include "harness/check/recording.h"

namespace holdfast::harness::check {

/// CTRL-3: before the first fault and at the end, when every controller runs, each of them calls
/// the cluster CLUSTER_UP_HA_ACTIVE, and one that is alone CLUSTER_UP_NO_HA.
Checker state_tells_size();
/// CTRL-8: a controller that misses fewer heartbeats than the limit is not reported to have left;
/// one that misses more is, within one period of the limit's time. Measures detection.
Checker down_after_missed_heartbeats();
/// CTRL-21: a leader that was lost and returns follows: the one that took over leads to the end.
Checker returned_leader_follows();

}  // namespace holdfast::harness::check
