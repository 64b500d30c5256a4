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

NodeId ControlSigns::advertiser(const dissect::Frame& frame) {
    const bool names_nobody = frame.source_mac == 0 || dissect::is_virtual_router(frame.source_mac);
    const NodeId node =
        names_nobody ? nodes_.of_address(frame.source) : nodes_.of_mac(frame.source_mac);
    nodes_.name(node, frame.source);
    return node;
}

void ControlSigns::goes_on(const Advertisement& advertisement) {
    NodeId& active = active_.emplace(advertisement.number, no_node).first->second;
    if (active != advertisement.by && active != no_node) {
        sign({Sign::Phase::decide, advertisement.at, advertisement.packet,
              fmt::format("{}: first advertisement by {}", advertisement.role,
                          nodes_.label(advertisement.by)),
              advertisement.by});
    }
    active = advertisement.by;
}

void ControlSigns::gives_up(const Advertisement& advertisement, const std::string& how) {
    sign({Sign::Phase::detect, advertisement.at, advertisement.packet,
          fmt::format("{}: {} gives up ({})", advertisement.role, nodes_.label(advertisement.by),
                      how),
          advertisement.by});
}

void ControlSigns::vrrp(const dissect::Frame& frame, Instant at, PacketRef packet,
                        const TellClaim& tell) {
    const auto message = dissect::read_vrrp(frame);
    if (!message) {
        return;
    }
    const Advertisement advertisement{fmt::format("VRRP router {}", message->virtual_router),
                                      message->virtual_router, at, packet, advertiser(frame)};
    if (message->priority == 0) {
        return gives_up(advertisement, "priority 0");
    }
    goes_on(advertisement);
    for (const dissect::IpAddress address : message->addresses) {
        Claim claim{at, advertisement.by, Claim::By::vrrp, packet};
        claim.lapses_after = missed_advertisements * std::max<Duration>(message->interval, 10ms);
        tell(address, claim);
    }
}

void ControlSigns::carp(const dissect::Frame& frame, Instant at, PacketRef packet) {
    const auto message = dissect::read_carp(frame);
    if (!message) {
        return;
    }
    const Advertisement advertisement{fmt::format("CARP host {}", message->virtual_host),
                                      message->virtual_host, at, packet, advertiser(frame)};
    if (message->gives_up) {
        return gives_up(advertisement, "base and skew 255");
    }
    goes_on(advertisement);
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
