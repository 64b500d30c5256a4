// SPDX-License-Identifier: Apache-2.0
// Carries out requests of the REST API. Split by what they are about: objects, macros, actions,
// views.
#pragma once

#include <string>
#include <string_view>

#include "reference/api/command.h"
#include "reference/api/request_context.h"
#include "reference/controller/system_state.h"

namespace holdfast::reference::controller {

/// An admitted request.
api::Answer execute(SystemState& s, const api::RequestContext& context, std::string_view method,
                    std::string_view path, const std::string& body);
api::Answer execute(SystemState& s, const input::ApiRequest& request);

// objects.cpp
api::Answer list_objects(SystemState& s, const api::RequestContext& context,
                         const api::command::List& command);
api::Answer read_object(SystemState& s, const api::RequestContext& context,
                        const api::command::Read& command);
api::Answer create_object(SystemState& s, const api::RequestContext& context,
                          const api::command::Create& command);
api::Answer replace_object(SystemState& s, const api::RequestContext& context,
                           const api::command::Replace& command);
api::Answer patch_object(SystemState& s, const api::RequestContext& context,
                         const api::command::Patch& command);
api::Answer remove_object(SystemState& s, const api::RequestContext& context,
                          const api::command::Remove& command);
api::Answer list_inventory(SystemState& s, const api::RequestContext& context,
                           const api::command::ListInventory& command);

// macro.cpp
api::Answer run_macro(SystemState& s, const api::RequestContext& context,
                      const api::command::Macro& command);

// actions.cpp
api::Answer perform(SystemState& s, const api::RequestContext& context,
                    const api::command::Act& command);

// scaling_requests.cpp
/// Scale-out, scale-in or migration of a service in an elastic group.
api::Answer scale_service(SystemState& s, const api::command::Act& command,
                          const model::VirtualService& vs);

// views.cpp
api::Answer read_view(SystemState& s, const api::RequestContext& context,
                      const api::command::ReadView& command);
api::Answer list_events(SystemState& s, const api::command::ListEvents& command);
api::Answer read_overview(SystemState& s, const api::RequestContext& context);

}  // namespace holdfast::reference::controller
