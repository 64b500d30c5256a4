// SPDX-License-Identifier: Apache-2.0
// What engines say and what becomes of them: registration, answers, suspicion, death and return.
#pragma once

#include "reference/controller/system_state.h"

namespace holdfast::reference::controller {

void engine_connected(SystemState& s, const input::EngineConnected& input);
void engine_disconnected(SystemState& s, const input::EngineDisconnected& input);
void from_engine(SystemState& s, const input::FromEngine& input);

/// A registration, in registration.cpp.
void register_engine(SystemState& s, ConnectionId connection, const protocol::Register& message);

/// An engine is believed dead. `proved`: it surely holds no address any more, its peer takes over.
void declare_down(SystemState& s, Engine& engine, const std::string& reason, bool proved);
/// A silence that proves something: the peer can hear, and the engine surely sends to it. One that
/// has not been told of a peer yet, or a peer without its data link, makes silence without death.
bool is_credible(const Engine& peer, const Engine& suspect);
/// Some peer's suspicion of it is.
bool credibly_suspected(const SystemState& s, const Engine& suspect);
/// What this engine said of its peers holds no longer.
void forget_suspicions_of(SystemState& s, const Engine& dead);
/// It is heard again.
void declare_up(SystemState& s, Engine& engine, const std::string& how);

/// Carries out what the liveness of an engine decided.
void carry_out(SystemState& s, Engine& engine, const failover::LivenessActs& acts);
void liveness_timers_fired(SystemState& s);
/// After a change of timers.
void retime(SystemState& s);
/// HDL-9: a partitioned engine that serves nothing any more is down.
void end_empty_partitions(SystemState& s);
/// HDL-9, DET-14: what the cloud says ends or begins a partition before anybody has missed
/// anything.
void take_cloud_notice(SystemState& s, const input::CloudNotice& notice);
/// Begins to watch engines that a restored controller believes up.
void watch_restored(SystemState& s);
std::optional<Instant> next_liveness_timeout(const SystemState& s);

}  // namespace holdfast::reference::controller
