// SPDX-License-Identifier: Apache-2.0
// Failure detection as the controller does it, beside what check/events.h says of its events.
#pragma once

#include "harness/check/recording.h"

namespace holdfast::harness::check {

/// DET-7: on the wire, a controller says something to every engine once a heartbeat period.
Checker every_engine_is_asked();

/// DET-8: T = limit x period to (limit + 1) x period of the controller's heartbeats, and on a real
/// machine the noise floor.
Checker down_by_controller_heartbeats();

/// DET-16: no engine is declared down twice within one detection time.
Checker no_flapping();

/// SYS-5: each service of an engine that died changes hands exactly once, on the wire and by
/// VS_SWITCHOVER.
Checker moved_exactly_once();

}  // namespace holdfast::harness::check
