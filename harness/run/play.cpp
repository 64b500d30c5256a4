// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <filesystem>

#include "harness/run/player.h"
#include "harness/run/run.h"
#include "harness/run/workload_request.h"
#include "harness/scenario/check_scenario.h"

namespace holdfast::harness::run {
namespace {

/// Real packets of a real TCP exist on real kernels only.
std::set<std::string> capabilities_of(const World& world) {
    std::set<std::string> capabilities = world.adapter->facts().capabilities;
    if (world.testbed->kind() != "sim") {
        capabilities.insert("real_tcp");
    }
    return capabilities;
}

Result<void> check_needs(const scenario::Scenario& scenario, const World& world) {
    const Property* property = find_property(scenario.property);
    if (property == nullptr) {
        return success;
    }
    const std::set<std::string> capabilities = capabilities_of(world);
    for (const std::string& need : property->needs) {
        if (capabilities.count(need) == 0) {
            return unsupported(scenario.property + " needs " + need);
        }
    }
    return success;
}

}  // namespace

Result<check::Recording> play(const scenario::Scenario& scenario,
                              const topology::Topology& topology, const WorldFactory& make_world,
                              const std::string& defect, const std::string& folder) {
    if (const auto sound = scenario::check_scenario(scenario, topology); !sound) {
        return sound.error();
    }
    const BringUp bring_up{.impairable = impairable_links(scenario, topology),
                           .seed = scenario.seed,
                           .folder = folder,
                           .faulty_disks = faulty_disks(scenario, topology),
                           .faulty_clocks = faulty_clocks(scenario, topology),
                           .busy_nodes = busy_nodes(scenario, topology)};
    auto world = make_world(topology, bring_up, defect);
    if (!world) {
        return world.error();
    }
    if (const auto able = check_needs(scenario, *world); !able) {
        return able.error();
    }
    std::string logs;
    if (!folder.empty()) {
        logs = folder + "/logs";
        std::error_code error;
        std::filesystem::create_directories(logs, error);
        if (error) {
            return failed(logs + ": " + error.message());
        }
    }
    Result<check::Recording> recording = Player(scenario, topology, *world, defect, logs).run();
    // On every way out the destructors do the same: the nemesis heals, the testbed tears down.
    world->testbed->tear_down();
    return recording;
}

}  // namespace holdfast::harness::run
