// SPDX-License-Identifier: Apache-2.0
#include "harness/scenario/pool_servers.h"

#include <algorithm>

namespace holdfast::harness::scenario {

std::vector<const topology::Node*> pool_servers(const Deployment& deployment,
                                                const topology::Topology& topology) {
    std::vector<const topology::Node*> servers;
    for (const topology::Node* node : topology.with_role(topology::NodeRole::server)) {
        const auto& named = deployment.servers;
        const bool wanted =
            named.empty() || std::find(named.begin(), named.end(), node->name) != named.end();
        if (wanted && node->address_on(topology.back)) {
            servers.push_back(node);
        }
    }
    return servers;
}

}  // namespace holdfast::harness::scenario
