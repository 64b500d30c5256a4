// SPDX-License-Identifier: Apache-2.0
// What a scenario asks a testbed to prepare: load, watched addresses, links that will be impaired,
// nodes whose disks or clocks will be faulty.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "harness/testbed.h"

namespace holdfast::harness::run {

/// The clients of the control plane that the scenario asks for: writers, readers, and one client a
/// controller that reads everything back through it.
std::vector<workload::ApiClientPlan> api_clients(const scenario::Scenario& scenario,
                                                 const topology::Topology& topology);

/// VIPs are watched on front, floating interface addresses on front or back, SNAT addresses on
/// back, addresses of the cluster on management, each once. VIPs that are routed (outside front's
/// subnet) answer no ARP and are not watched.
WorkloadRequest workload_of(const scenario::Scenario& scenario, const topology::Topology& topology);

/// Every link that a Delay of the schedule may hit, whoever plays the role then. (Loss is a filter
/// and needs no announcement.)
std::vector<faults::Link> impairable_links(const scenario::Scenario& scenario,
                                           const topology::Topology& topology);

/// Every node whose disk, clocks or processor a fault of the schedule may hit, whoever plays the
/// role then.
std::set<std::string> faulty_disks(const scenario::Scenario& scenario,
                                   const topology::Topology& topology);
std::set<std::string> faulty_clocks(const scenario::Scenario& scenario,
                                    const topology::Topology& topology);
std::set<std::string> busy_nodes(const scenario::Scenario& scenario,
                                 const topology::Topology& topology);

}  // namespace holdfast::harness::run
