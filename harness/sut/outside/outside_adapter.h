// SPDX-License-Identifier: Apache-2.0
// A system that we did not write, on a Mininet network. Its adapter says which programs run on
// which nodes and who plays which role; the programs are the testbed's, so that every fault reaches
// them.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "harness/mininet/testbed.h"
#include "harness/sut/adapter.h"
#include "harness/sut/outside/system.h"

namespace holdfast::harness::sut::outside {

class Door;

class OutsideAdapter : public Adapter {
  public:
    /// Error::Kind::unsupported when a program of the system is not on this machine, or when its
    /// adapter says that it cannot work here.
    static Result<std::unique_ptr<OutsideAdapter>> open(mininet::MininetTestbed& testbed,
                                                        const System& system,
                                                        const std::string& defect);
    ~OutsideAdapter() override;

    Facts facts() const override;
    Result<void> deploy(const scenario::Deployment& deployment) override;
    OperationResult perform(const scenario::Operation& operation) override;
    Result<history::RuntimeObserved> runtime() const override;
    Result<history::ClusterObserved> cluster_seen_by(const std::string& controller) const override;
    std::vector<std::pair<Instant, history::SystemEvent>> new_events() override;
    Result<void> collect_logs(const std::string& folder) override;
    Result<std::vector<std::string>> resolve(const faults::Target& target) const override;
    HeartbeatPath heartbeat_path() const override;
    bool runs_on(const std::string& node) const override { return nodes_.contains(node); }
    std::optional<std::string> broken() const override;

  private:
    OutsideAdapter(mininet::MininetTestbed& testbed, System system, std::unique_ptr<Door> door,
                   std::string version);
    Result<void> install(const std::vector<mininet::ProgramSpec>& programs);
    Result<history::ServiceRuntime> role_of(const std::string& service) const;
    std::vector<std::string> running_engines() const;

    mininet::MininetTestbed& testbed_;
    System system_;
    std::unique_ptr<Door> door_;
    std::string version_;
    scenario::Deployment deployment_;
    std::set<std::string> nodes_;  ///< that have programs of the system
    bool tells_events_ = true;
};

}  // namespace holdfast::harness::sut::outside
