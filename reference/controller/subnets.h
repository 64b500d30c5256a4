// SPDX-License-Identifier: Apache-2.0
// What engines reach without a gateway: the subnets of their interfaces, as they registered.
#pragma once

#include <string>
#include <vector>

#include "reference/controller/system_state.h"

namespace holdfast::reference::controller {

/// Empty: no engine has told of its interfaces yet. Of every engine, or of those of a group.
std::vector<InterfaceAddress> subnets_of(const SystemState& s);
std::vector<InterfaceAddress> subnets_of(const SystemState& s,
                                         const model::ServiceEngineGroup& group);
/// Is this IPv4 address in one of them?
bool attached(const std::vector<InterfaceAddress>& subnets, const std::string& address);

}  // namespace holdfast::reference::controller
