// SPDX-License-Identifier: Apache-2.0
// LEG-8: VIPs, SNAT addresses and floating interface addresses move together, each with a
// gratuitous ARP.
#pragma once

#include "harness/check/recording.h"

namespace holdfast::harness::check {

/// After every failure and every switchover each address that the old engine had gets a new owner
/// within budgets.failover, and the new owner announces it by gratuitous ARP within 200 ms of its
/// first claim. Evidence: the packet number of each announcement.
Checker moved_addresses_announced();

}  // namespace holdfast::harness::check
