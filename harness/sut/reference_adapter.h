// SPDX-License-Identifier: Apache-2.0
// What both forms of the reference (simulated and real processes) have in common as a system under
// test: how it is deployed, operated and asked. A form says how its programs are started and how
// its API is reached.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "harness/sut/adapter.h"
#include "harness/sut/followed_members.h"
#include "harness/sut/orchestrator.h"
#include "harness/sut/request_log.h"
#include "harness/sut/rest_operator.h"
#include "harness/testbed.h"

namespace holdfast::harness::sut {

class ReferenceAdapter : public Adapter, public RequestLog {
  public:
    explicit ReferenceAdapter(Testbed& testbed);

    Facts facts() const override;
    Result<void> deploy(const scenario::Deployment& deployment) override;
    OperationResult perform(const scenario::Operation& operation) override;
    Result<history::RuntimeObserved> runtime() const override;
    Result<history::ClusterObserved> cluster_seen_by(const std::string& controller) const override;
    std::vector<std::pair<Instant, history::SystemEvent>> new_events() override;
    std::vector<history::CloudActed> attend_cloud() override;
    Result<std::vector<std::pair<Instant, history::SystemEvent>>> request_log() override;
    Result<std::vector<std::string>> resolve(const faults::Target& target) const override;
    HeartbeatPath heartbeat_path() const override;

  protected:
    /// Engines of this world can serve one VIP together.
    virtual bool spreads_flows() const { return true; }
    /// Makes a controller of this cluster ready to start on its node; the same for an engine of
    /// this SE group.
    /// `release`: which it says it is; "": its own.
    virtual Result<void> install_controller(const std::string& node,
                                            const scenario::ClusterSpec& cluster,
                                            const std::string& release) = 0;
    virtual Result<void> install_engine(const std::string& node, const std::string& group) = 0;
    /// A request over the admin socket of one controller.
    virtual Result<ApiAnswer> call_to(const std::string& controller, const std::string& method,
                                      const std::string& path, const std::string& body) = 0;

    /// Nodes that run controllers, the founder first.
    const std::vector<std::string>& controllers() const { return deployment_.cluster.controllers; }
    Ipv4Address management_address(const std::string& node) const;
    /// When an engine notices that a controller vanished without a word: scaled with the cluster's
    /// own timers, the daemon's default at the most.
    Duration dead_controller_after() const;

    Testbed& testbed_;

  private:
    Result<ApiAnswer> call_running(const std::string& controller, const std::string& method,
                                   const std::string& path, const std::string& body);
    /// To any controller that can answer.
    Result<ApiAnswer> call(const std::string& method, const std::string& path,
                           const std::string& body);
    Result<void> start_controllers();
    Result<void> start_spares();
    void open_cloud();
    Result<void> stop_machine(const std::string& node);
    OperationResult change_members(RestOperator& person, const scenario::ChangeMembers& change);
    Result<std::string> leader() const;
    void follow_members() const;
    /// Who holds the cluster's address.
    Result<std::string> cluster_ip_holder() const;
    Result<void> start_engine(const std::string& node, const std::string& group);
    bool knows_engine(const std::string& engine) const;
    Result<std::vector<std::string>> controllers_in_role(const faults::Target& target) const;
    Result<std::string> engine_in_role(const faults::Target& target) const;
    OperationResult tell_cloud(const scenario::Operation& operation);
    OperationResult request(const scenario::Operation& operation);
    OperationResult add_engine(const scenario::AddEngine& add);

    RestOperator operator_;
    std::map<std::string, RestOperator> operators_;  ///< by the controller that they speak to
    scenario::Deployment deployment_;
    std::optional<Orchestrator> cloud_;            ///< none: the controller starts no engines
    std::vector<history::CloudActed> first_acts_;  ///< of the cloud, during deploy()
    /// Every answer about the cluster tells; while they may change they are asked for at each poll.
    mutable FollowedMembers members_;
    mutable std::optional<history::RuntimeObserved> last_runtime_;
};

}  // namespace holdfast::harness::sut
