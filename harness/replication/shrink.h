// SPDX-License-Identifier: Apache-2.0
// The smallest schedule that still fails: fewer faults and operations, a simpler network, fewer
// members, shorter and rounder times.
#pragma once

#include <functional>

#include "harness/replication/schedule.h"
#include "harness/run/greedy.h"

namespace holdfast::harness::replication {

run::Smallest<Schedule> shrink(const Schedule& failing, int tries_max,
                               const std::function<bool(const Schedule&)>& still_fails);

}  // namespace holdfast::harness::replication
