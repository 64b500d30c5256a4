// SPDX-License-Identifier: Apache-2.0
// What the system logged of its clients' requests, held against what the clients saw.
#pragma once

#include "harness/check/recording.h"

namespace holdfast::harness::check {

/// HDL-3, CTRL-23: every short TCP connection that a client completed, up to a second before the
/// end, is in the system's log, and as often as it was made; nothing was dropped. The situation
/// occurred with each that was completed while a fault lasted.
Checker every_request_is_logged_once();
/// CTRL-23: what was completed while the last controller to be hit was gone, from its detection on
/// and a second before its return, was collected by another one.
Checker lost_collector_is_replaced();

}  // namespace holdfast::harness::check
