// SPDX-License-Identifier: Apache-2.0
// Plays a schedule on a replicated log, in simulated time.
#pragma once

#include "harness/replication/history.h"
#include "harness/replication/log_node.h"
#include "harness/replication/schedule.h"

namespace holdfast::harness::replication {

/// How long members may take to agree again once all is healed: more than fifty elections of the
/// systems under test.
constexpr Duration settle_max = 30s;

/// The same schedule on the same make gives the same history.
History play(const ReplicatedLog& make, const Schedule& schedule);

}  // namespace holdfast::harness::replication
