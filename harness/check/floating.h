// SPDX-License-Identifier: Apache-2.0
// Floating interface addresses, which routers send the traffic of outlying VIPs to.
#pragma once

#include "harness/check/recording.h"

namespace holdfast::harness::check {

/// FIP-4, FIP-6, FIP-7: in settled times each floating list is owned by the engine that owns the
/// VIPs of its tag, and without distribution by the one that owns them all; no other engine answers
/// for it.
Checker floating_lists_follow_tags();

/// FIP-9: an address that a change took off a list is answered for until the group's services are
/// disabled, and by nobody after that; one that stayed on it is with the services in the end.
Checker floating_change_waits_for_services();

}  // namespace holdfast::harness::check
