// SPDX-License-Identifier: Apache-2.0
#include "harness/worlds/reference_worlds.h"

#include "harness/mininet/testbed.h"
#include "harness/sim/sim_testbed.h"
#include "harness/sut/reference_process/process_adapter.h"
#include "harness/sut/reference_sim/defects/defect.h"
#include "harness/sut/reference_sim/sim_adapter.h"

namespace holdfast::harness::worlds {

Result<run::World> simulated_reference(const topology::Topology& topology, const BringUp& bring_up,
                                       const std::string& defect) {
    auto testbed = std::make_unique<sim::SimTestbed>(topology, bring_up);
    auto adapter = std::make_unique<sut::reference_sim::SimAdapter>(*testbed, defect);
    return run::World{std::move(testbed), std::move(adapter)};
}

Result<run::World> real_reference(const topology::Topology& topology, const BringUp& bring_up,
                                  const std::string& defect) {
    auto testbed = mininet::MininetTestbed::bring_up(topology, bring_up);
    if (!testbed) {
        return testbed.error();
    }
    auto adapter = std::make_unique<sut::reference_process::ProcessAdapter>(**testbed, defect);
    return run::World{std::move(*testbed), std::move(adapter)};
}

std::vector<KnownDefect> known_defects() {
    std::vector<KnownDefect> known;
    for (const auto& defect : sut::reference_sim::defects::all_defects()) {
        known.push_back({defect.name, defect.sentence});
    }
    return known;
}

}  // namespace holdfast::harness::worlds
