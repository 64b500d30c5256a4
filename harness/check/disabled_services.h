// SPDX-License-Identifier: Apache-2.0
// What is left of a service that the operator has disabled.
#pragma once

#include "harness/check/recording.h"

namespace holdfast::harness::check {

/// DIS-5: from 300 ms after a service was disabled until it is enabled again no engine answers for
/// its VIP, neither on the wire nor to a client, and connections through it have ended.
Checker disabled_services_are_gone();

}  // namespace holdfast::harness::check
