// SPDX-License-Identifier: Apache-2.0
// Where services are: what the system says of its placement, held against the wire.
#pragma once

#include "harness/check/recording.h"

namespace holdfast::harness::check {

/// LEG-3: in settled times every service has one active and one standby instance, on two engines,
/// and the active one owns the VIP.
Checker one_active_one_standby();
/// LEG-9, LEG-11, LEG-16: in settled times one engine owns every VIP, whatever the tags.
Checker all_active_on_one_engine();
/// LEG-10: in settled times services of one tag share an engine, those of the other tag have the
/// other one, and active_tags say so.
Checker tags_on_different_engines();
/// LEG-14: an engine that returned is standby for everything at the end, and owns nothing on the
/// wire.
Checker returned_engine_is_standby();
/// LEG-15, LEG-17: the tag layout is back on the wire within `limit` after the last return of an
/// engine, or the last redistribute if there is one. Measures reversionTime: worst outage of a
/// service's flows by it, held against budgets.failover.
Checker split_restored_within(Duration limit);

}  // namespace holdfast::harness::check
