// SPDX-License-Identifier: Apache-2.0
// What control protocols show of a failover before traffic does: VRRP, CARP, BFD, BGP.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "harness/dissect/bfd.h"
#include "harness/dissect/bgp.h"
#include "harness/dissect/carp.h"
#include "harness/dissect/vrrp.h"
#include "harness/timing/ownership.h"

namespace holdfast::harness::timing {

/// Somebody knows, or somebody has a new role.
struct Sign {
    enum class Phase { detect, decide };
    Phase phase = Phase::detect;
    Instant at;
    PacketRef packet;
    std::string what;
    NodeId by = no_node;
};

class ControlSigns {
  public:
    explicit ControlSigns(Nodes& nodes) : nodes_(nodes) {}

    using TellClaim = std::function<void(dissect::IpAddress, const Claim&)>;
    void vrrp(const dissect::Frame& frame, Instant at, PacketRef packet, const TellClaim& tell);
    void carp(const dissect::Frame& frame, Instant at, PacketRef packet);
    void bfd(const dissect::Frame& frame, Instant at, PacketRef packet);
    void bgp(const dissect::Frame& frame, Instant at, PacketRef packet, const TellClaim& tell);

    /// Who advertises for this virtual router or host, at the time; no_node: nobody yet.
    NodeId active_of(std::uint8_t virtual_router) const;
    const std::vector<Sign>& signs() const { return signs_; }

  private:
    /// An advertisement for the role that `number` names in the virtual MAC.
    struct Advertisement {
        std::string role;
        std::uint8_t number = 0;
        Instant at;
        PacketRef packet;
        NodeId by = no_node;
    };
    NodeId advertiser(const dissect::Frame& frame);
    void goes_on(const Advertisement& advertisement);
    void gives_up(const Advertisement& advertisement, const std::string& how);
    void sign(Sign sign);

    Nodes& nodes_;
    std::map<std::uint8_t, NodeId> active_;
    std::map<std::pair<dissect::IpAddress, std::uint32_t>, dissect::BfdControl::State> sessions_;
    std::vector<Sign> signs_;
};

}  // namespace holdfast::harness::timing
