// SPDX-License-Identifier: Apache-2.0
#include "harness/sut/reference_sim/sim_adapter.h"

#include <fmt/format.h>

#include <fstream>

#include "harness/sut/reference_sim/controller_program.h"
#include "harness/sut/reference_sim/engine_program.h"

namespace holdfast::harness::sut::reference_sim {

SimAdapter::SimAdapter(sim::SimTestbed& testbed, std::string defect)
    : ReferenceAdapter(testbed),
      simulation_(testbed),
      defect_(std::move(defect)),
      running_controller_(std::make_shared<ControllerProgram*>(nullptr)) {}

Result<void> SimAdapter::install_controller(const std::string& node) {
    const auto disk = disks_.emplace(node, std::make_shared<Disk>()).first->second;
    return simulation_.install(node, [=, defect = defect_, running = running_controller_] {
        return std::make_unique<ControllerProgram>(node, defect, disk, running);
    });
}

Result<void> SimAdapter::install_engine(const std::string& node, const std::string& group) {
    const auto disk = disks_.emplace(node, std::make_shared<Disk>()).first->second;
    const topology::Topology& topology = simulation_.topology();
    const EngineSetting setting{
        .group = group,
        .heartbeat_address = topology.find(node)->address_on(topology.front)->address,
        .controllers = {topology.find(controller_)->address_on(topology.management)->address},
        .front = topology.front,
    };
    return simulation_.install(node, [=, defect = defect_] {
        return std::make_unique<EngineProgram>(node, setting, defect, disk);
    });
}

Result<ApiAnswer> SimAdapter::call(const std::string& method, const std::string& path,
                                   const std::string& body) {
    if (*running_controller_ == nullptr) {
        return failed("the controller does not run");
    }
    return (*running_controller_)->request(method, path, body);
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
