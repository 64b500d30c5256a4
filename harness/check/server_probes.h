// SPDX-License-Identifier: Apache-2.0
// Probes of pool servers, counted on the wire (spec 3.18). Clients make no TCP connections in such
// a run (health_probes.h).
#pragma once

#include "harness/check/recording.h"

namespace holdfast::harness::check {

/// LEG-22, LEG-23, HM-1: while nothing is broken, each engine probes each server once an interval
/// by every monitor; a standby only if its group has hm_on_standby. An engine that is active for a
/// service with a SNAT address probes from that, any other from its interface's address.
Checker servers_probed_as_configured();

/// HM-5: once the last service that uses the pool is disabled, no engine probes its servers.
Checker disabled_services_probe_nothing();

/// HM-7: each engine probes a server that is new in its pool back to back, and has said within 2 s
/// that it is up.
Checker new_server_probed_at_once();

}  // namespace holdfast::harness::check
