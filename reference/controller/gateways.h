// SPDX-License-Identifier: Apache-2.0
// Gateway monitoring (spec 3.8): which gateways each engine asks, what follows when one of them is
// lost on the active engine of a pair and seen on the standby.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "reference/controller/system_state.h"

namespace holdfast::reference::controller {

/// GW-1, GW-18: the gateways of every VRF of its cloud, and its own default gateways unless their
/// monitor is disabled. In order of address.
std::vector<protocol::WatchedGateway> watched_gateways(const SystemState& s, const Engine& engine);

/// Which gateways the engine has lost now. Events tell the difference (GW-19); it stays up (GW-9).
void gateways_lost(SystemState& s, Engine& engine, const protocol::GatewaysLost& message);

/// GW-4, GW-10 to GW-14: what is active on an engine that has lost a gateway goes to its peer if
/// that one sees all of them, release first. Not before the peer has had the time to lose it too
/// (GW-8), which two engines that ask the same gateway do within an interval of each other.
void begin_gateway_relief(SystemState& s);
/// That time is over for somebody: its group is unsettled.
void gateway_timers_fired(SystemState& s);
std::optional<Instant> next_gateway_timeout(const SystemState& s);

/// GW-21: a gateway outside every subnet of the engines needs the subnet that leads to it. Why the
/// monitors are refused; empty: they are not.
std::string objection_to_gateways(const SystemState& s, const model::VrfContext& wanted);

}  // namespace holdfast::reference::controller
