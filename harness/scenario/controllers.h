// SPDX-License-Identifier: Apache-2.0
// Who the control plane of a deployment is, and whom its API clients speak to.
#pragma once

#include <string>
#include <vector>

#include "harness/scenario/scenario.h"
#include "harness/topology/topology.h"

namespace holdfast::harness::scenario {

/// The word for the cluster's own address where a controller could be named.
inline constexpr const char* cluster_ip_word = "cluster_ip";

/// Nodes of the cluster that is deployed, the founder first.
std::vector<std::string> controllers_of(const Deployment& deployment,
                                        const topology::Topology& topology);

/// Controllers of the topology that the deployment leaves out: machines in reserve.
std::vector<std::string> spare_controllers(const Deployment& deployment,
                                           const topology::Topology& topology);

/// Everybody who may be a member when every operation is done: carried out, refused or taken back.
std::vector<std::string> possible_members(const Scenario& scenario,
                                          const topology::Topology& topology);

/// One of `through`, never empty: "cluster_ip" or controllers.
std::vector<std::string> api_doors(const Scenario& scenario, const topology::Topology& topology);

/// Addresses that the cluster has or is given in the scenario and that are hosts of the management
/// segment: who owns them can be asked there.
std::vector<Ipv4Address> cluster_addresses(const Scenario& scenario,
                                           const topology::Topology& topology);

}  // namespace holdfast::harness::scenario
