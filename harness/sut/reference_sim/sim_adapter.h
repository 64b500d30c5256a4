// SPDX-License-Identifier: Apache-2.0
// The reference in simulation: its cores run as actors on simulated nodes.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "harness/sim/sim_testbed.h"
#include "harness/sut/reference_adapter.h"
#include "harness/sut/reference_sim/sim_disk.h"
#include "reference/cluster/effects.h"
#include "reference/storage/log_store.h"

namespace holdfast::harness::sut::reference_sim {

class ControllerProgram;

/// What outlives a simulated program: its node's disk and log.
struct Disk {
    explicit Disk(const Rng& chance) : memory(std::make_shared<SimDisk>(chance)) {}
    std::shared_ptr<SimDisk> memory;
    /// The last time that a controller was made factory-fresh; none: never.
    std::optional<reference::cluster::effect::ResetToFactory> reset;
    std::vector<std::string> log;
};

class SimAdapter : public ReferenceAdapter {
  public:
    /// `defect` is one of defects::all_defects(), or empty.
    SimAdapter(sim::SimTestbed& testbed, std::string defect);

    Result<void> collect_logs(const std::string& folder) override;

  protected:
    Result<void> install_controller(const std::string& node, const scenario::ClusterSpec& cluster,
                                    const std::string& release) override;
    Result<void> install_engine(const std::string& node, const std::string& group) override;
    Result<ApiAnswer> call_to(const std::string& controller, const std::string& method,
                              const std::string& path, const std::string& body) override;

  private:
    std::shared_ptr<Disk> disk_of(const std::string& node);

    sim::SimTestbed& simulation_;
    std::string defect_;
    std::map<std::string, std::shared_ptr<Disk>> disks_;
    /// The controller that runs now on each node; cleared by its destructor.
    std::map<std::string, std::shared_ptr<ControllerProgram*>> running_;
};

}  // namespace holdfast::harness::sut::reference_sim
