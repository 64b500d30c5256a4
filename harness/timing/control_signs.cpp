// SPDX-License-Identifier: Apache-2.0
#include "harness/timing/control_signs.h"

#include <fmt/format.h>

#include <algorithm>

namespace holdfast::harness::timing {

namespace {

constexpr std::size_t signs_max = 10'000;
constexpr std::size_t sessions_max = 10'000;
// RFC 9568 section 6.1: whoever is not heard for three intervals and a little more is down.
constexpr int missed_advertisements = 4;

}  // namespace

void ControlSigns::sign(Sign sign) {
    if (signs_.size() < signs_max) {
        signs_.push_back(std::move(sign));
    }
}

NodeId ControlSigns::active_of(std::uint8_t virtual_router) const {
    const auto found = active_.find(virtual_router);
    return found == active_.end() ? no_node : found->second;
}

void ControlSigns::vrrp(const dissect::Frame& frame, Instant at, PacketRef packet,
                        const TellClaim& tell) {
    const auto advertisement = dissect::read_vrrp(frame);
    if (!advertisement) {
        return;
    }
    const bool names_nobody = frame.source_mac == 0 || dissect::is_virtual_router(frame.source_mac);
    const NodeId node =
        names_nobody ? nodes_.of_address(frame.source) : nodes_.of_mac(frame.source_mac);
    nodes_.name(node, frame.source);
    const std::string router = fmt::format("VRRP router {}", advertisement->virtual_router);
    if (advertisement->priority == 0) {
        sign({Sign::Phase::detect, at, packet,
              fmt::format("{}: {} gives up (priority 0)", router, nodes_.label(node)), node});
        return;
    }
    NodeId& active = active_.emplace(advertisement->virtual_router, no_node).first->second;
    if (active != node) {
        if (active != no_node) {
            sign({Sign::Phase::decide, at, packet,
                  fmt::format("{}: first advertisement by {}", router, nodes_.label(node)), node});
        }
        active = node;
    }
    for (const dissect::IpAddress address : advertisement->addresses) {
        Claim claim{at, node, Claim::By::vrrp, packet};
        claim.lapses_after =
            missed_advertisements * std::max<Duration>(advertisement->interval, 10ms);
        tell(address, claim);
    }
}

void ControlSigns::bfd(const dissect::Frame& frame, Instant at, PacketRef packet) {
    using State = dissect::BfdControl::State;
    const auto control = dissect::read_bfd(frame);
    const std::pair key(frame.source, control ? control->my_discriminator : 0);
    if (!control || (sessions_.size() >= sessions_max && !sessions_.contains(key))) {
        return;
    }
    const auto [session, is_new] = sessions_.emplace(key, control->state);
    if (!is_new && session->second == State::up && control->state != State::up) {
        sign({Sign::Phase::detect, at, packet,
              fmt::format("BFD: {} leaves Up for {}, diagnostic {}",
                          dissect::to_string(frame.source), dissect::to_string(control->state),
                          control->diagnostic),
              frame.source_mac == 0 ? no_node : nodes_.of_mac(frame.source_mac)});
    }
    session->second = control->state;
}

void ControlSigns::bgp(const dissect::Frame& frame, Instant at, PacketRef packet,
                       const TellClaim& tell) {
    for (const dissect::BgpMessage& message : dissect::read_bgp(frame)) {
        const std::string speaker = dissect::to_string(frame.source);
        if (message.type == dissect::BgpMessage::Type::notification) {
            sign({Sign::Phase::detect, at, packet, "BGP: notification by " + speaker, no_node});
        }
        for (const dissect::IpAddress address : message.withdrawn) {
            sign({Sign::Phase::detect, at, packet,
                  fmt::format("BGP: {} withdraws {}", speaker, dissect::to_string(address)),
                  no_node});
        }
        for (const dissect::IpAddress address : message.announced) {
            if (message.next_hop) {
                tell(address, {at, nodes_.of_address(*message.next_hop), Claim::By::route, packet});
            }
        }
    }
}

}  // namespace holdfast::harness::timing
