// SPDX-License-Identifier: Apache-2.0
#include "harness/sut/reference_sim/sim_adapter.h"

#include <fmt/format.h>

#include <fstream>

#include "harness/scenario/cluster_time.h"
#include "harness/sut/reference_sim/controller_program.h"
#include "harness/sut/reference_sim/engine_program.h"
#include "harness/workload/api_session.h"

namespace holdfast::harness::sut::reference_sim {

namespace {

// A request that needs a quorum waits for a round trip and two disks; more means that nobody
// answers now.
constexpr Duration answer_max = 1s;

}  // namespace

SimAdapter::SimAdapter(sim::SimTestbed& testbed, std::string defect)
    : ReferenceAdapter(testbed), simulation_(testbed), defect_(std::move(defect)) {}

std::shared_ptr<Disk> SimAdapter::disk_of(const std::string& node) {
    std::shared_ptr<Disk>& disk = disks_[node];
    if (disk == nullptr) {
        disk = std::make_shared<Disk>(simulation_.rng("disk of " + node));
        simulation_.attach_disk(node, disk->memory);
    }
    return disk;
}

Result<void> SimAdapter::install_controller(const std::string& node,
                                            const scenario::ClusterSpec& cluster,
                                            const std::string& release) {
    const topology::Topology& topology = simulation_.topology();
    ControllerSetting setting;
    setting.node.name = node;
    setting.node.address = management_address(node);
    if (!release.empty()) {
        setting.node.version = release;
    }
    setting.node.admin_password_hash = workload::api_password;
    setting.node.timers = {cluster.heartbeat_period, cluster.heartbeat_miss_limit,
                           cluster.address_lease, scenario::scaled_minute(cluster)};
    for (const std::string& member : cluster.controllers) {
        if (cluster.host_names) {
            setting.node.initial_members.push_back({member, {}, member});
        } else {
            setting.node.initial_members.push_back({member, management_address(member)});
        }
    }
    setting.management = topology.management;
    for (const auto* engine : topology.with_role(topology::NodeRole::service_engine)) {
        setting.engines[management_address(engine->name)] = engine->name;
    }
    const auto running =
        running_.emplace(node, std::make_shared<ControllerProgram*>(nullptr)).first->second;
    return simulation_.install(node, [=, defect = defect_, disk = disk_of(node)] {
        return std::make_unique<ControllerProgram>(setting, defect, disk, running);
    });
}

Result<void> SimAdapter::install_engine(const std::string& node, const std::string& group) {
    const topology::Topology& topology = simulation_.topology();
    EngineSetting setting{
        .group = group,
        .heartbeat_address = topology.find(node)->address_on(topology.front)->address,
        .dead_controller = dead_controller_after(),
        .front = topology.front,
    };
    for (const topology::Interface& interface : topology.find(node)->interfaces) {
        setting.interfaces.push_back(interface.address);
    }
    for (const topology::Route& route : topology.find(node)->routes) {
        if (route.destination.prefix_length == 0) {
            setting.default_gateways.push_back(route.next_hop);
        }
    }
    for (const std::string& controller : controllers()) {
        setting.controllers.push_back(management_address(controller));
    }
    simulation_.uninstall(node);  // of an earlier life
    return simulation_.install(node, [=, defect = defect_, disk = disk_of(node)] {
        return std::make_unique<EngineProgram>(node, setting, defect, disk);
    });
}

Result<ApiAnswer> SimAdapter::call_to(const std::string& controller, const std::string& method,
                                      const std::string& path, const std::string& body) {
    const auto program = running_.find(controller);
    if (program == running_.end() || *program->second == nullptr) {
        return failed(controller + " does not run");
    }
    const auto running = program->second;
    const auto id = (*running)->ask(method, path, body);
    if (!id) {
        return failed(controller + " does not run");
    }
    std::optional<ApiAnswer> answer = (*running)->answer(*id);
    if (!answer) {
        simulation_.advance(simulation_.now() + answer_max, [&] {
            answer = *running == nullptr ? std::nullopt : (*running)->answer(*id);
            return answer.has_value() || *running == nullptr;
        });
    }
    if (!answer) {
        return failed(controller + " did not answer");
    }
    return *answer;
}

Result<void> SimAdapter::collect_logs(const std::string& folder) {
    for (const auto& [node, disk] : disks_) {
        std::ofstream log(folder + "/" + node + ".log");
        for (const std::string& line : disk->log) {
            log << line << '\n';
        }
        if (!log.flush()) {
            return failed(fmt::format("{}/{}.log cannot be written", folder, node));
        }
    }
    return success;
}

}  // namespace holdfast::harness::sut::reference_sim
