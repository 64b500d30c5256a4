// SPDX-License-Identifier: Apache-2.0
// Who plays the roles that do not depend on what a system does: nodes by name, gateways, the others
// of a kind.
#pragma once

#include <string>
#include <vector>

#include "faults/target.h"
#include "harness/scenario/deployment.h"
#include "harness/topology/topology.h"

namespace holdfast::harness::sut {

/// For node, gateway_of and all_but. Of engines, "all but" are the other engines of the group.
Result<std::vector<std::string>> resolve_by_topology(const faults::Target& target,
                                                     const topology::Topology& topology,
                                                     const scenario::Deployment& deployment);

}  // namespace holdfast::harness::sut
