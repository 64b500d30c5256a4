// SPDX-License-Identifier: Apache-2.0
// Rebalancing by load. The operator's settings and the clients' probe flows say how busy each
// engine is, so that it can be told what should happen without asking the system; scenarios keep
// away from the limits.
#pragma once

#include "harness/check/recording.h"

namespace holdfast::harness::check {

/// SCL-20: while auto_rebalance is off, a busy engine leads to an event REBALANCE_VS_... within two
/// intervals, and no list of engines changes.
Checker overload_is_only_told();
/// SCL-21: with auto_rebalance on, within two intervals and the time of a scaling: a service that
/// alone keeps an engine busy gets one instance more; of several one migrates from it; where
/// engines are idle, one that was scaled out has one instance less. The event says which.
Checker load_is_rebalanced();
/// SCL-22: from one event REBALANCE_VS_... to the next at least auto_rebalance_interval passes. The
/// situation: two of them.
Checker one_rebalancing_an_interval();
/// SCL-23: a pair that is as busy as that stays as it is, and nothing is told.
Checker pairs_are_not_rebalanced();

}  // namespace holdfast::harness::check
