// SPDX-License-Identifier: Apache-2.0
// Drives an engine's core: gives it every input, carries out its effects in order, and calls it at
// its next timeout.
#pragma once

#include <memory>
#include <optional>

#include "reference/engine/core.h"
#include "reference/engine/load_meter.h"
#include "reference/engine/reporter.h"
#include "reference/shell/addresses.h"
#include "reference/shell/announcer.h"
#include "reference/shell/arp_listener.h"
#include "reference/shell/carrier_watch.h"
#include "reference/shell/client_keeper.h"
#include "reference/shell/controller_links.h"
#include "reference/shell/data_path.h"
#include "reference/shell/engine_config.h"
#include "reference/shell/event_loop.h"
#include "reference/shell/interfaces.h"
#include "reference/shell/peer_channel.h"
#include "reference/shell/pings.h"
#include "reference/shell/processor_load.h"
#include "reference/shell/server_check.h"
#include "reference/shell/steering.h"
#include "reference/shell/virtual_router.h"

namespace holdfast::reference::shell {

class EngineDriver {
  public:
    /// `boot_id`: the one that the core registers with.
    EngineDriver(EventLoop& loop, const EngineConfig& config, engine::Core core,
                 std::uint64_t boot_id);

    /// Opens the sockets, begins to connect to the controllers. Addresses are held on `device`.
    Result<void> start(std::unique_ptr<VipDevice> device);
    /// Asks the core for an orderly stop; the loop stops when it is complete.
    void stop();

  private:
    Result<void> open_addresses(std::unique_ptr<VipDevice> device);
    void heard(const protocol::ToPeer& message);
    void ask_peers(const spreading::Question& question);
    void tell_peers(const protocol::ClientHomes& homes);
    void tell_everything(Ipv4Address peer);
    void feed(const engine::Input& input);
    void arm_timer();
    void timer_fired();
    void write_statistics();
    void sample_counters();
    void measure_load();
    void tell_load();
    void send_reports();
    void arm_reports();
    bool is_virtual(Ipv4Address address) const;

    void carry_out(const engine::effect::AddAddress& effect);
    void carry_out(const engine::effect::RemoveAddress& effect);
    void carry_out(const engine::effect::AnnounceAddress& effect);
    void carry_out(const engine::effect::SetRouting& effect);
    void carry_out(const engine::effect::AskOwner& effect);
    void carry_out(const engine::effect::AskGateway& effect);
    void carry_out(const engine::effect::OpenService& effect);
    void carry_out(const engine::effect::CloseService& effect);
    void carry_out(const engine::effect::SetServerState& effect);
    void carry_out(const engine::effect::SetPeerHeard& effect);
    void carry_out(const engine::effect::SetFlowPeers& effect);
    void carry_out(const engine::effect::CheckServer& effect);
    void carry_out(const engine::effect::SendHeartbeat& effect);
    void carry_out(const engine::effect::SendToController& effect);
    void carry_out(const engine::effect::Note& effect);
    void carry_out(const engine::effect::Exit& effect);

    EventLoop& loop_;
    const EngineConfig& config_;
    engine::Core core_;
    Timer core_timer_;
    Timer statistics_timer_;
    Timer stop_timer_;
    std::optional<Instant> armed_for_;
    bool stepping_ = false;
    bool stopping_ = false;
    engine::Reporter reporter_;
    Timer report_timer_;
    Timer sample_timer_;
    ProcessorLoad processor_;  ///< since the controller was told
    engine::LoadMeter meter_;
    Timer measure_timer_;
    ProcessorLoad load_;  ///< since the other engines were told
    Timer load_timer_;
    std::unique_ptr<Addresses> addresses_;
    std::unique_ptr<VirtualRouter> router_;  ///< while there is a virtual MAC
    std::unique_ptr<InterfaceTable> interfaces_;
    std::unique_ptr<Announcer> announcer_;
    std::unique_ptr<ArpListener> answers_;  ///< from the first question on
    std::unique_ptr<Pings> pings_;          ///< from the first question on
    CarrierWatch carrier_;
    std::unique_ptr<PeerChannel> peers_;
    std::map<protocol::EngineName, Ipv4Address> flow_peers_;  ///< who is asked about flows
    bool unanswered_permitted_ = false;
    std::unique_ptr<ControllerLinks> controllers_;
    ClientKeeper clients_;
    DataPath data_path_;
    std::unique_ptr<Steering> steering_;
    ServerChecks checks_;
};

}  // namespace holdfast::reference::shell
