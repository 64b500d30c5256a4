// SPDX-License-Identifier: Apache-2.0
// Carries out what the Spreader decides: frames for VIPs that several engines serve are taken off
// the interface, and each goes to this engine's own sockets, by way of the device that holds the
// VIPs, or on to another instance. Answers that do not go to clients directly come back by that
// device, or from other instances by the interface, and are sent on as frames too.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "base/result.h"
#include "reference/shell/data_path.h"
#include "reference/shell/frame_port.h"
#include "reference/shell/interfaces.h"
#include "reference/shell/netlink.h"
#include "reference/shell/vip_device.h"
#include "reference/spreading/spreader.h"

namespace holdfast::reference::shell {

/// So many flows may have packets that wait; those of others are dropped.
inline constexpr std::size_t held_flows_max = 1024;

class Steering {
  public:
    using Ask = std::function<void(const spreading::Question& question)>;

    /// What frames of `interface` bring; `device` outlives this.
    Steering(EventLoop& loop, protocol::EngineName self, Interface interface,
             const VipDevice& device, const DataPath& data_path, Ask ask);

    /// An Error: this machine cannot; the service is served as if it had one instance.
    Result<void> open(const protocol::PlacedService& service);
    void close(const protocol::ServiceName& service);
    void set_heard(const protocol::EngineName& engine, bool heard) {
        spreader_.set_heard(engine, heard);
    }
    void set_load(const protocol::EngineLoad& load) {
        spreader_.set_load(loop_.now(), load.from, load.processor);
    }
    /// Somebody serves beside this engine.
    bool spreads() const { return !shown_addresses_.empty(); }
    void set_probes(const protocol::FlowProbes& probes) { spreader_.set_probes(probes); }
    void hear(const protocol::FlowAnswer& answer);

  private:
    struct Held {
        Offload offload{};
        Bytes bytes;
    };

    void shown(const Frame& frame);
    void send_leaving();
    void answer(const Frame& frame, std::optional<MacAddress> sender);
    void carry_out(const spreading::Decision& decision, const Frame& frame) const;
    void hold(const protocol::Flow& flow, const Frame& frame);
    void release(const std::vector<spreading::Resolved>& resolved);
    void follow_addresses();
    void route_answers();
    void arm();

    EventLoop& loop_;
    Interface interface_;
    const VipDevice& device_;
    const DataPath& data_path_;
    Ask ask_;
    spreading::Spreader spreader_;
    std::map<protocol::Flow, std::vector<Held>> held_;
    std::set<Ipv4Address> shown_addresses_;
    std::set<Ipv4Address> relayed_addresses_;
    std::set<Ipv4Address> routed_addresses_;  ///< what they send comes out of the device
    std::unique_ptr<Netlink> netlink_;        ///< as long as port_
    std::unique_ptr<FramePort> port_;         ///< from the first such service on
    Bytes leaving_;                           ///< room for one frame
    std::unique_ptr<Watch> watch_;            ///< of the device, as long as port_
    Timer timer_;
};

}  // namespace holdfast::reference::shell
