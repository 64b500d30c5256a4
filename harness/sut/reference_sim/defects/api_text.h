// SPDX-License-Identifier: Apache-2.0
// What the controller's defects read in and write into requests and answers of the API.
#pragma once

#include <functional>
#include <string>

#include "reference/controller/core.h"

namespace holdfast::harness::sut::reference_sim::defects {

/// Last word of the path without query: "/api/serviceengine/x/switchover/" gives "switchover".
std::string last_word(const std::string& path);

/// Is it a POST to this collection ("virtualservice")?
bool creates(const reference::controller::Input& input, const std::string& collection);

/// The request with this member of its JSON body set to a JSON text ("true",
/// "\"ACTIVE_STANDBY_SE_1\"").
reference::controller::Input with_member(const reference::controller::Input& input,
                                         const std::string& member, const std::string& json_text);
/// The same inside "replace", of a PATCH.
reference::controller::Input with_replaced(const reference::controller::Input& input,
                                           const std::string& member, const std::string& json_text);
/// A controller that makes every SE group with this member set to a JSON text, whatever the
/// operator asks for.
reference::controller::Core with_group_member(reference::controller::Core core,
                                              const std::string& member,
                                              const std::string& json_text);
/// A controller that acknowledges this action on an object and does not carry it out.
reference::controller::Core pretends(reference::controller::Core core,
                                     const std::string& collection, const std::string& action);
/// The same as with_member() inside the object "se_agent_properties".
reference::controller::Input with_agent_property(const reference::controller::Input& input,
                                                 const std::string& member,
                                                 const std::string& json_text);
/// A list of events without those of this name whose description has these words.
std::string without_event(const std::string& body, const std::string& event_id,
                          const std::string& words = "");
/// uuid of the first result of a list.
std::string first_uuid(const std::string& body);

}  // namespace holdfast::harness::sut::reference_sim::defects
