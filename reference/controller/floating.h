// SPDX-License-Identifier: Apache-2.0
// Floating interface addresses of a legacy group (spec 3.7): routers send the packets of VIPs that
// are in no subnet of the engines to them.
#pragma once

#include <string>
#include <vector>

#include "reference/controller/system_state.h"

namespace holdfast::reference::controller {

/// The list that is in force, whatever was written since its services were placed.
const std::vector<model::IpAddr>& floating_addresses(const SystemState& s,
                                                     const model::ServiceEngineGroup& group,
                                                     std::size_t list);

/// FIP-9: what was written comes into force while no service of the group is placed.
void put_floating_in_force(SystemState& s, const model::ServiceEngineGroup& group);

/// Why the floating addresses and the routing of a group are refused; empty: they are not. FIP-3:
/// they are for legacy groups. FIP-5: each is in a subnet of its engines, as far as these are
/// known. FIP-8: a second list is written only where load is distributed; one that is there when
/// that ends goes where everything goes. FIP-12: routing and virtual MAC. `old`: null for a new
/// group.
std::string objection_to_floating(const SystemState& s, const model::ServiceEngineGroup* old,
                                  const model::ServiceEngineGroup& group);

/// FIP-1: a VIP that no engine of its legacy group has in a subnet needs a floating address. Why
/// the service is refused.
std::string objection_to_vip(const SystemState& s, const model::VirtualService& vs);

}  // namespace holdfast::reference::controller
