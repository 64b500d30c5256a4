// SPDX-License-Identifier: Apache-2.0
// The engine's core as a simulated program: the node's kernel instead of netlink and packet
// sockets.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "harness/sim/program.h"
#include "harness/sut/reference_sim/sim_adapter.h"
#include "harness/sut/reference_sim/sim_data_path.h"
#include "harness/sut/reference_sim/sim_server_checks.h"
#include "harness/sut/reference_sim/sim_steering.h"
#include "reference/engine/controller_choice.h"
#include "reference/engine/core.h"
#include "reference/engine/load_meter.h"
#include "reference/engine/reporter.h"

namespace holdfast::harness::sut::reference_sim {

struct EngineSetting {
    std::string group;
    Ipv4Address heartbeat_address;
    std::vector<Ipv4Address> controllers;
    Duration dead_controller = 5s;  ///< a controller that vanished is noticed after this
    std::string front;              ///< where addresses outside every attached subnet are announced
    std::vector<InterfaceAddress> interfaces;
    std::vector<Ipv4Address> default_gateways;
};

class EngineProgram : public sim::Program {
  public:
    EngineProgram(std::string node, EngineSetting setting, std::string defect,
                  std::shared_ptr<Disk> disk);

    void start(sim::ProgramContext& context) override;
    void receive(const sim::Datagram& datagram) override;
    void refused(const sim::DatagramRefused& refusal) override;
    void stream(const sim::StreamEvent& event) override;
    void answered(const sim::PingAnswer& answer) override;
    void owner_answered(Ipv4Address address) override;
    void shown(sim::PacketShown& packet) override;
    void carrier_changed(const std::string& segment, bool up) override;
    void terminate() override;

  private:
    void connect(Ipv4Address controller);
    void heard(const sim::StreamEvent& event);
    void disconnected(sim::StreamId stream);
    void follow(Ipv4Address leader, const std::vector<Ipv4Address>& controllers);
    void tell(reference::engine::ControllerChange change);
    void feed(const reference::engine::Input& input);
    void carry_out(const reference::engine::Effect& effect);
    void set_timer();
    void reporter_heard(const sim::StreamEvent& event);
    void refuse(sim::StreamId stream, const std::string& why);
    void sample_counters();
    void measure_load();
    void set_report_timer();
    void peer_heard(const reference::protocol::ToPeer& message);
    void send_to_peer(Ipv4Address to, const reference::protocol::ToPeer& message);
    void note(const std::string& text);

    std::string node_;
    EngineSetting setting_;
    std::string defect_;
    std::shared_ptr<Disk> disk_;
    sim::ProgramContext* context_ = nullptr;
    reference::engine::Core core_;
    std::unique_ptr<SimDataPath> data_path_;
    std::map<sim::StreamId, Ipv4Address> controllers_;  ///< connected, or on the way to it
    std::set<Ipv4Address> wanted_controllers_;
    reference::engine::ControllerChoice choice_;
    std::unique_ptr<SimServerChecks> checks_;
    std::unique_ptr<SimSteering> steering_;
    sim::TimerId timer_ = 0;
    std::unique_ptr<reference::engine::Reporter> reporter_;  ///< links are streams
    sim::TimerId report_timer_ = 0;
    std::optional<reference::engine::LoadMeter> meter_;
};

}  // namespace holdfast::harness::sut::reference_sim
