// SPDX-License-Identifier: Apache-2.0
// The questions of gateway monitors, counted on the wire.
#pragma once

#include "harness/check/recording.h"

namespace holdfast::harness::check {

/// GW-1, GW-2, GW-18, GW-21: until something breaks, while a monitor is in force every engine asks
/// its gateway by ICMP echo once an interval, and no engine asks anybody else. The monitors are
/// those of the deployment, and from each change of the VRF on those of the change.
Checker gateways_asked_as_configured();

}  // namespace holdfast::harness::check
