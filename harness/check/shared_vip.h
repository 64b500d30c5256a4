// SPDX-License-Identifier: Apache-2.0
// One VIP with several services, which are disabled one after the other.
#pragma once

#include "harness/check/recording.h"

namespace holdfast::harness::check {

/// DIS-6: a VIP that a second service was created on is answered for, without a pause, while at
/// least one of its services is enabled, and by nobody from 300 ms after the last of them was
/// disabled until one is to be enabled again.
Checker vip_answers_until_its_last_service_is_disabled();

}  // namespace holdfast::harness::check
