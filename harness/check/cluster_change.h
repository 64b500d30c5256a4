// SPDX-License-Identifier: Apache-2.0
// A cluster whose members are changed: what it becomes, what it keeps, what those hold who left.
#pragma once

#include "harness/check/recording.h"

namespace holdfast::harness::check {

/// CCFG-3, CCFG-8 to CCFG-14: after every accepted change (or recovery) a member that leads names
/// exactly the members that were asked for, with the state that goes with their number and those
/// of them that are up, within budgets.api_back; and no member ever names others until the next
/// change. One that was to be taken back (CCFG-16) is not judged here. Measures changeTime.
Checker members_as_asked();

/// CCFG-16: after a change of which a new member was killed midway, the members are again those of
/// before within budgets.api_back, with CLUSTER_CONFIG_FAILED reported, and stay so to the end.
Checker failed_change_taken_back();

/// CCFG-3, CCFG-7, CCFG-10, CCFG-12: after the first change the cluster never says less than every
/// service of the deployment. What clients wrote is judged by acknowledged_writes_survive().
Checker services_kept();

/// CCFG-7, CCFG-8, CCFG-12: who was a member and is none when the run ends, and answers, names no
/// other node; and a service of the cluster cannot be deleted through it.
Checker former_members_are_fresh();

/// CCFG-4: each change that was carried out passed its phases in the order of spec 3.3, told by the
/// leader: configuring, inaccessible, restoring, waiting for engines, ready.
Checker phases_in_order();

/// CCFG-5: from each accepted change the next acknowledged write comes within budgets.api_back.
/// Measures apiBackTime.
Checker api_back_after_change();

/// CCFG-6: when the run ends every engine of the deployment has an open connection to every member,
/// by the packets on the management segment, made after the last change if the member is new.
Checker engines_reach_every_member();

/// CCFG-15: from the first change of the members to the end no service feels anything.
Checker changes_disturb_nothing();

}  // namespace holdfast::harness::check
