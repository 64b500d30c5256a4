// SPDX-License-Identifier: Apache-2.0
// The two worlds with the reference inside: simulated, and as real processes on Mininet.
#pragma once

#include <string>
#include <vector>

#include "harness/run/run.h"

namespace holdfast::harness::worlds {

/// Cores in a deterministic simulation.
Result<run::World> simulated_reference(const topology::Topology& topology, const BringUp& bring_up,
                                       const std::string& defect);
/// Daemons in network namespaces. Error::Kind::unsupported when the machine lacks a mechanism, by
/// its name.
Result<run::World> real_reference(const topology::Topology& topology, const BringUp& bring_up,
                                  const std::string& defect);

struct KnownDefect {
    std::string name;
    std::string sentence;
};
std::vector<KnownDefect> known_defects();

}  // namespace holdfast::harness::worlds
