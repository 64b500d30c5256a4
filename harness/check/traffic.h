// SPDX-License-Identifier: Apache-2.0
// What clients felt, and which engine carried it.
#pragma once

#include "harness/check/recording.h"

namespace holdfast::harness::check {

/// LEG-4: in settled times no client packet goes to, and no probe packet comes from, an engine that
/// is not the service's active one.
Checker standby_carries_nothing();
/// LEG-5: in settled times only the active engine answers for VIP, SNAT and floating addresses.
Checker addresses_only_on_active();
/// LEG-7: services that were not on the failed engine feel nothing: no probe is lost, no connection
/// ends, none is refused.
Checker services_elsewhere_undisturbed();
/// ELN-5, ELN-7: the same for services whose engine, or whose list of engines, no fault hits from
/// the first one to the end.
Checker services_on_sound_engines_undisturbed();
/// LEG-25: while only engines without services fail, no service feels anything at all.
Checker nothing_disturbed();
/// DIS-1: from the first operation to the end no service of the deployment feels anything.
Checker operations_disturb_nothing();
/// CTRL-9, CTRL-11, HDL-1: from each fault that hits controllers and no engine, until an engine is
/// hit or the end, no service feels anything.
Checker never_disturbed();

}  // namespace holdfast::harness::check
