// SPDX-License-Identifier: Apache-2.0
// What engines say of pool servers, and what they do by it (spec 3.18).
#pragma once

#include "harness/check/recording.h"

namespace holdfast::harness::check {

/// HM-2 to HM-4: a server that an engine cannot reach, or that fails one of its monitors, is said
/// to be down by this engine, once, in the time that its monitors' numbers allow; likewise up
/// again. Nothing else is said of any server.
Checker server_states_told();

/// HM-8: after a takeover, the survivor sends nothing of a client to a server that it had
/// had time to find down.
Checker survivor_knows_dead_servers();

}  // namespace holdfast::harness::check
