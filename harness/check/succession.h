// SPDX-License-Identifier: Apache-2.0
// Elastic groups: who follows a dead primary, with a controller and without one.
#pragma once

#include "harness/check/recording.h"

namespace holdfast::harness::check {

/// DET-17, HDL-13: after the primary of a scaled-out service died, the next living engine of the
/// list that the system last showed is the first other engine to claim the VIP, within
/// budgets.failover, and announces it by gratuitous ARP.
Checker next_in_list_follows();
/// HDL-12, HDL-15: a service whose engine died while no controller could be reached is claimed by
/// nobody else until a controller returns; then it is, unless its own engine came back first.
Checker nobody_follows_without_controller();
/// HDL-15: while a controller leads, a fault that only silences the primary's heartbeats moves
/// nothing.
Checker silence_alone_moves_nothing();
/// HDL-14: in everything that the system shows of a service's list, newcomers stand behind all that
/// were there, and the version rises with every change.
Checker newcomers_come_last();

}  // namespace holdfast::harness::check
