// SPDX-License-Identifier: Apache-2.0
// Where instances go: those of a lost engine, and those of a new service.
#pragma once

#include <string>

#include "harness/check/recording.h"

namespace holdfast::harness::check {

/// ELA-5: after an engine died each service has, for what it lost, an instance on an engine that
/// was started since; everything else is where it was, and the new engines have nothing besides.
Checker replacement_gets_exactly_what_was_lost();
/// ELA-6: budgets.failover after an engine died each of its services has all of its instances
/// again, on engines that were there before.
Checker survivors_get_what_was_lost();
/// ELN-14: the service starts on engines that had the least to carry of those that had room. Judged
/// when a request created it.
Checker starts_on_least_loaded(std::string service);
/// ELA-7: after an engine died services that were on it go on with fewer instances, never down, and
/// VS_SE_HA_COMPROMISED tells of each.
Checker shortage_is_told_and_served();

}  // namespace holdfast::harness::check
