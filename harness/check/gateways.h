// SPDX-License-Identifier: Apache-2.0
// Gateway monitoring of legacy pairs, judged from the wire (spec 3.8).
#pragma once

#include "harness/check/recording.h"

namespace holdfast::harness::check {

/// GW-3 to GW-8, GW-10 to GW-16: while an engine has lost a gateway and its peer sees all of them,
/// what the engine owned is the peer's, within the bound and announced; in every other case nothing
/// moves, neither then nor when a gateway comes back. With automatic redistribution everything goes
/// home once both engines see all gateways again.
Checker gateway_roles_hold();

/// GW-9: an engine that has lost a gateway is up in the runtime with `gateway_up` false, and is
/// never declared down.
Checker gateway_trouble_is_no_failure();

/// GW-19: each loss and each return is in the event log once, in the time in which the engine can
/// have noticed it, and nothing else is.
Checker gateway_events_told();

}  // namespace holdfast::harness::check
