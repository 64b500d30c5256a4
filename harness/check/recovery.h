// SPDX-License-Identifier: Apache-2.0
// What must work again.
#pragma once

#include "harness/check/recording.h"

namespace holdfast::harness::check {

/// Liveness: when every fault is healed, every service answers its clients again within
/// budgets.recovery, to the end.
Checker everything_answers_at_end();
/// LEG-2: while every engine of the first group is dead no engine outside it answers for a VIP of
/// it, nor before or after that.
Checker nobody_outside_takes_over();
/// LEG-26: while both engines are down nobody answers for any VIP and the services are said to be
/// down; the first engine back owns every service within budgets.failover of registering, before
/// the second one returns.
Checker first_engine_back_serves_all();

}  // namespace holdfast::harness::check
