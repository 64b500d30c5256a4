// SPDX-License-Identifier: Apache-2.0
// A controller node's core as a simulated program: streams instead of TLS and HTTPS, a disk in
// memory instead of files.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "harness/sim/program.h"
#include "harness/sut/reference_sim/peer_streams.h"
#include "harness/sut/reference_sim/sim_adapter.h"
#include "reference/cluster/core.h"
#include "reference/cluster/node.h"

namespace holdfast::harness::sut::reference_sim {

struct ControllerSetting {
    reference::cluster::NodeOptions node;  ///< seed and secret are drawn at each start
    std::string management;                ///< segment on which the cluster IP is announced
    /// Simulated streams carry no certificate: an engine is known by its address.
    std::map<Ipv4Address, std::string> engines;
};

class ControllerProgram : public sim::Program {
  public:
    ControllerProgram(ControllerSetting setting, std::string defect, std::shared_ptr<Disk> disk,
                      std::shared_ptr<ControllerProgram*> running);
    ~ControllerProgram() override;

    void start(sim::ProgramContext& context) override;
    void stream(const sim::StreamEvent& event) override;
    void terminate() override;

    /// A request at the admin socket; its number.
    std::optional<std::uint64_t> ask(const std::string& method, const std::string& path,
                                     const std::string& body);
    /// Its answer, once.
    std::optional<ApiAnswer> answer(std::uint64_t request);

  private:
    void begin();
    void feed(const reference::cluster::Input& input);
    void take(const reference::cluster::Effects& effects);
    void carry_out(const reference::cluster::Effect& effect);
    void write(const reference::consensus::effect::Persist& persist);
    void sync(reference::consensus::WriteId write);
    void reset(const reference::cluster::effect::ResetToFactory& reset);
    void stand_alone(const reference::cluster::StandAlone& how);
    void begin_again();
    void respond(const reference::cluster::effect::ApiResponse& response);
    void engine_line(const sim::StreamEvent& event);
    void engine_stream(const sim::StreamEvent& event);
    void client_stream(const sim::StreamEvent& event);
    void set_timer();
    void note(const std::string& text);

    ControllerSetting setting_;
    std::string defect_;
    std::shared_ptr<Disk> disk_;
    std::shared_ptr<ControllerProgram*> running_;
    sim::ProgramContext* context_ = nullptr;
    std::optional<reference::storage::LogStore> log_;
    reference::cluster::Core core_;
    std::optional<PeerStreams> peers_;
    sim::TimerId timer_ = 0;
    std::uint64_t requests_ = 0;
    struct Client {
        sim::StreamId stream = 0;
        std::uint64_t id = 0;
    };
    std::map<std::uint64_t, Client> clients_;  ///< by request
    std::set<sim::StreamId> engines_;
    std::map<std::uint64_t, ApiAnswer> answers_;  ///< to requests at the admin socket
    /// What happens inside a step waits for its end.
    std::vector<std::function<void()>> later_;
    bool stepping_ = false;
    bool over_ = false;
};

}  // namespace holdfast::harness::sut::reference_sim
