// SPDX-License-Identifier: Apache-2.0
// Engines that the controller starts itself: what it does when the cloud fails it, when nobody
// needs one any more, and whom it tells.
#pragma once

#include <string>

#include "harness/check/recording.h"

namespace holdfast::harness::check {

/// PLC-12: after the cloud refused to start an engine the next one is asked for when
/// se_spawn_retry_interval is over, not before, and on another host if another one has room. An
/// engine that does not come is given up when se_create_timeout is over, with CREATE_SE_TIMEOUT,
/// and another one is asked for after the same interval.
Checker failed_starts_are_made_good();
/// AFF-11: where no host has room NO_HOST_AVAIL says so, again after each se_spawn_retry_interval.
Checker lack_of_hosts_is_reported();
/// PLC-13: VS_AWAITING_SE comes for this service when it has been without an engine for
/// vs_awaiting_se_timeout since it was created, and not before.
Checker awaiting_service_is_reported(std::string service);
/// PLC-11, ELN-18: an engine that nothing is on, and without which none would be missing, is taken
/// away se_deprovision_delay after the last change, and no other one; never where that is 0.
Checker idle_engine_is_taken_away();

}  // namespace holdfast::harness::check
