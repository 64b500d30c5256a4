// SPDX-License-Identifier: Apache-2.0
// Which nodes the one pool of a deployment consists of.
#pragma once

#include <vector>

#include "harness/scenario/deployment.h"
#include "harness/topology/topology.h"

namespace holdfast::harness::scenario {

/// Those on the back segment, in the topology's order, which they belong to.
std::vector<const topology::Node*> pool_servers(const Deployment& deployment,
                                                const topology::Topology& topology);

}  // namespace holdfast::harness::scenario
