// SPDX-License-Identifier: Apache-2.0
// Engines that hang, and the cloud that reboots them.
#pragma once

#include "harness/check/recording.h"

namespace holdfast::harness::check {

/// DET-15: an engine that is paused for longer than detection and unresponsive_se_reboot take is
/// rebooted by the cloud when that time is over: REBOOT_SE, then the cloud's act, then SE_UP while
/// the fault that paused it still lasts. One that goes on before, and any other one, is not.
Checker hung_engines_are_rebooted();

}  // namespace holdfast::harness::check
