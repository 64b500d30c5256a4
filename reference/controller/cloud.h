// SPDX-License-Identifier: Apache-2.0
// Engines that the controller starts and deletes itself, where its cloud gives it write access. The
// controller says which machines it wants; whoever drives the cloud reads that, acts, and tells of
// hosts and failures (docs/cloud.md). Nothing waits for an answer: an engine is there when it
// registers.
#pragma once

#include "reference/api/answer.h"
#include "reference/controller/system_state.h"

namespace holdfast::reference::controller {

/// Of the cloud of this group.
bool has_write_access(const SystemState& s, const model::ServiceEngineGroup& group);
/// An engine of it is starting, or could be started now.
bool may_grow(const SystemState& s, const model::ServiceEngineGroup& group);

/// What the unsettled groups lack is asked for, and what nobody needs begins to be idle.
void provision(SystemState& s);

/// Why an engine that registers for the first time is not taken in: the cloud was asked for another
/// one, or asked to take it away. Empty: no reason.
std::string objection_of_cloud(const SystemState& s, const protocol::Register& message);
/// A new engine is there: it was asked for, perhaps, and its host may be known.
void note_machine(SystemState& s, model::ServiceEngine& object);

/// The cloud could not start what it was asked for.
void creation_failed(SystemState& s, const EngineName& machine, const std::string& reason);

/// PLC-13: services that get or lose their engines.
void watch_for_engines(SystemState& s, const model::VirtualService& vs, bool has_engine);

void cloud_timers_fired(SystemState& s);
std::optional<Instant> next_cloud_timeout(const SystemState& s);

/// POST /api/cloud/{uuid}/inventory
api::Answer take_inventory(SystemState& s, const std::string& body);
/// GET /api/cloud/{uuid}/machines
api::Answer list_machines(const SystemState& s);

}  // namespace holdfast::reference::controller
