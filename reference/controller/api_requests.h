// SPDX-License-Identifier: Apache-2.0
// Carries out requests of the REST API. Split by what they are about: objects, actions, views.
#pragma once

#include "reference/api/command.h"
#include "reference/controller/system_state.h"

namespace holdfast::reference::controller {

api::Answer execute(SystemState& s, const input::ApiRequest& request);

// objects.cpp
api::Answer list_objects(SystemState& s, const api::command::List& command);
api::Answer read_object(SystemState& s, const api::command::Read& command);
api::Answer create_object(SystemState& s, const api::command::Create& command);
api::Answer replace_object(SystemState& s, const api::command::Replace& command);
api::Answer remove_object(SystemState& s, const api::command::Remove& command);
api::Answer read_se_properties(SystemState& s);
api::Answer replace_se_properties(SystemState& s, const api::command::ReplaceSeProperties& command);

// actions.cpp
api::Answer perform(SystemState& s, const api::command::Act& command);

// views.cpp
api::Answer read_runtime(SystemState& s, const api::command::ReadRuntime& command);
api::Answer list_events(SystemState& s, const api::command::ListEvents& command);
api::Answer read_overview(SystemState& s);

}  // namespace holdfast::reference::controller
