// SPDX-License-Identifier: Apache-2.0
// Invariants: checked in every run, whatever the property.
#pragma once

#include "harness/check/recording.h"

namespace holdfast::harness::check {

/// INV-1: no address has two owners on the wire at any instant. Resolution: the observer's
/// interval. One exception, of HDL-10: while its controllers and its peer hear nothing of an
/// engine, nobody can tell it that an address was given away. It may go on answering for
/// budgets.two_owners, when the scenario has it guard its addresses.
Checker single_owner();
/// INV-3: no virtual service is placed on, or served by, an engine outside its SE group.
Checker placed_within_group();

}  // namespace holdfast::harness::check
