// SPDX-License-Identifier: Apache-2.0
// The reference in simulation: its cores run as actors on simulated nodes.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "harness/sim/sim_testbed.h"
#include "harness/sut/reference_adapter.h"
#include "reference/controller/records.h"

namespace holdfast::harness::sut::reference_sim {

class ControllerProgram;

/// What outlives a simulated program: its node's disk and log.
struct Disk {
    reference::controller::Records records;  ///< what the controller committed
    std::vector<std::string> log;
};

class SimAdapter : public ReferenceAdapter {
  public:
    /// `defect` is one of defects::all_defects(), or empty.
    SimAdapter(sim::SimTestbed& testbed, std::string defect);

    Result<void> collect_logs(const std::string& folder) override;

  protected:
    Result<void> install_controller(const std::string& node) override;
    Result<void> install_engine(const std::string& node, const std::string& group) override;
    Result<ApiAnswer> call(const std::string& method, const std::string& path,
                           const std::string& body) override;

  private:
    sim::SimTestbed& simulation_;
    std::string defect_;
    std::map<std::string, std::shared_ptr<Disk>> disks_;
    /// The controller that runs now; cleared by its destructor.
    std::shared_ptr<ControllerProgram*> running_controller_;
};

}  // namespace holdfast::harness::sut::reference_sim
