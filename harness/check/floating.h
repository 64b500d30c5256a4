// SPDX-License-Identifier: Apache-2.0
// Floating interface addresses, which routers send the traffic of outlying VIPs to.
#pragma once

#include "harness/check/recording.h"

namespace holdfast::harness::check {

/// FIP-4, FIP-6, FIP-7: in settled times each floating list is owned by the engine that owns the
/// VIPs of its tag, and without distribution by the one that owns them all; no other engine answers
/// for it.
Checker floating_lists_follow_tags();

}  // namespace holdfast::harness::check
