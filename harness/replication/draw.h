// SPDX-License-Identifier: Apache-2.0
// Schedules from a seed.
#pragma once

#include "harness/replication/schedule.h"

namespace holdfast::harness::replication {

/// Six seconds on three members or five: three to eight faults of any kind, or leader churn (one
/// leader after the other is cut off), or power cuts of several members at once; and five to forty
/// operations besides. The same seed gives the same schedule; its own seed stays below 2^63, so
/// that YAML can hold it.
Schedule draw_schedule(std::uint64_t seed);

}  // namespace holdfast::harness::replication
