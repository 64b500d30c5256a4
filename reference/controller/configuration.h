// SPDX-License-Identifier: Apache-2.0
// What each engine has to know: its configuration, computed whole from the state and sent when its
// content changed.
#pragma once

#include "reference/controller/system_state.h"

namespace holdfast::reference::controller {

/// Objects were validated when they were written.
std::vector<Ipv4Address> addresses_of(const std::vector<model::IpAddr>& list);

/// Names under which planned moves know a service and a floating list.
std::string move_key(const model::VirtualService& vs);
std::string move_key(const model::ServiceEngineGroup& group, std::size_t floating_list);

/// How engines of the group listen for each other.
struct Heartbeats {
    Duration period{};
    std::uint32_t miss_limit = 0;
};
Heartbeats heartbeats_of(const model::ServiceEngineGroup& group);

/// Without its generation.
protocol::EngineConfiguration configuration_for(const SystemState& s, const Engine& engine);

/// Sends a Configure to every connected engine whose content is not what it has; looks at those
/// that what is unsettled concerns.
void send_configurations(SystemState& s);

}  // namespace holdfast::reference::controller
