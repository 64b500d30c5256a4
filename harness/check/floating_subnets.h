// SPDX-License-Identifier: Apache-2.0
// VIPs that are routed to engines by more than one of their subnets.
#pragma once

#include "harness/check/recording.h"

namespace holdfast::harness::check {

/// FIP-2: a service whose VIP the topology's gateways route to a floating address that is in force
/// answers, except in the time that a takeover may take. One whose floating address is not in force
/// answers nobody from a takeover on; before, a router may still know which engine it was.
Checker routed_vips_need_the_address_of_their_subnet();

}  // namespace holdfast::harness::check
