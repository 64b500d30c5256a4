// SPDX-License-Identifier: Apache-2.0
// The daemon's steering for the simulation: the same Spreader decides about packets for VIPs that
// several engines serve.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <vector>

#include "harness/sim/program.h"
#include "harness/sut/reference_sim/sim_data_path.h"
#include "reference/engine/effects.h"
#include "reference/spreading/spreader.h"

namespace holdfast::harness::sut::reference_sim {

class SimSteering {
  public:
    using Send = std::function<void(Ipv4Address to, const reference::protocol::ToPeer& message)>;
    SimSteering(sim::ProgramContext& context, const reference::protocol::EngineName& self,
                const SimDataPath& data_path, Send send);

    void open(const reference::protocol::PlacedService& service);
    void close(const reference::protocol::ServiceName& service);
    void set_heard(const reference::protocol::EngineName& engine, bool heard);
    void tell_peers(const reference::protocol::ClientHomes& homes) const;
    void set_peers(const reference::engine::effect::SetFlowPeers& set);
    /// See EngineDriver::tell_load(): what a fault makes of the node's processor is its load.
    void tell_load();
    void set_load(const reference::protocol::EngineLoad& load);
    void answer(const reference::protocol::FlowQuestion& question) const;
    void hear(const reference::protocol::FlowAnswer& answer);
    void shown(sim::PacketShown& packet);

  private:
    void carry_out(const reference::spreading::Decision& decision, sim::PacketShown& packet);
    void ask(const std::vector<reference::spreading::Question>& questions) const;
    void release(const std::vector<reference::spreading::Resolved>& resolved);
    void tell_everything(Ipv4Address peer) const;
    void follow_addresses();
    void set_timer();

    sim::ProgramContext& context_;
    reference::protocol::EngineName self_;
    const SimDataPath& data_path_;
    Send send_;
    reference::spreading::Spreader spreader_;
    std::map<reference::protocol::EngineName, Ipv4Address> peers_;
    std::map<reference::protocol::Flow, std::vector<sim::PacketShown>> held_;
    std::set<Ipv4Address> relayed_;  ///< as the spreader said last
    sim::TimerId timer_ = 0;
};

}  // namespace holdfast::harness::sut::reference_sim
