// SPDX-License-Identifier: Apache-2.0
#include "harness/timing/analyser.h"

#include <algorithm>

#include "harness/dissect/cursor.h"
#include "harness/packet/packet.h"
#include "harness/timing/conclusions.h"
#include "harness/workload/record.h"

namespace holdfast::harness::timing {

namespace {

using dissect::Kind;

constexpr std::size_t addresses_max = 16'384;
constexpr std::size_t mac_changes_max = 4096;
constexpr std::size_t taps_max = 1024;
// Stamps beyond 73 years are no times; the difference of two others fits into a Duration.
constexpr std::int64_t stamp_max = std::int64_t{1} << 61;

std::optional<Duration> stamp_of(const workload::ProbePayload& probe) {
    const Duration stamp = probe.sent.since_start();
    const bool sane = stamp.count() > -stamp_max && stamp.count() < stamp_max;
    return sane ? std::optional(stamp) : std::nullopt;
}

/// Below 1024 are the servers' (RFC 6335's system ports); else the first that is seen sends asks.
bool looks_like_server(std::uint16_t port, std::uint16_t other) {
    constexpr std::uint16_t system_ports = 1024;
    return port < system_ports && other >= system_ports;
}

}  // namespace

Analyser::Analyser(Settings settings, std::size_t captures)
    : settings_(std::move(settings)),
      watches_(captures),
      firsts_(captures),
      not_understood_(captures),
      from_{settings_.from, {}},
      to_{settings_.to, {}},
      fault_{settings_.fault_at, {}},
      signs_(nodes_) {}

void Analyser::resolve(Moment& moment, const capture_reader::CapturedPacket& packet,
                       std::size_t capture, Instant now) const {
    if (!moment.wanted || moment.at) {
        return;
    }
    switch (moment.wanted->kind) {
        case TimePoint::Kind::since_first:
            moment.at = Instant(moment.wanted->time);
            break;
        case TimePoint::Kind::clock:
            moment.at = Instant(moment.wanted->time - *epoch_);
            break;
        case TimePoint::Kind::packet:
            if (capture == 0 && packet.number == moment.wanted->packet) {
                moment.at = now;
            }
            break;
    }
}

bool Analyser::inside(const capture_reader::CapturedPacket& packet, std::size_t capture,
                      Instant now) {
    resolve(from_, packet, capture, now);
    resolve(to_, packet, capture, now);
    resolve(fault_, packet, capture, now);
    const bool begun = !from_.wanted || (from_.at && now >= *from_.at);
    const bool over = to_.wanted && to_.at && now > *to_.at;
    return begun && !over;
}

std::uint16_t Analyser::tap_of(const Tap& tap) {
    if (last_tap_ < taps_.size() && taps_[last_tap_] == tap) {
        return last_tap_;
    }
    const auto found = std::find(taps_.begin(), taps_.end(), tap);
    if (found == taps_.end() && taps_.size() >= taps_max) {
        return static_cast<std::uint16_t>(taps_max - 1);
    }
    last_tap_ = static_cast<std::uint16_t>(found - taps_.begin());
    if (found == taps_.end()) {
        taps_.push_back(tap);
    }
    return last_tap_;
}

AddressState* Analyser::address(dissect::IpAddress address) {
    const auto found = addresses_.find(address);
    if (found != addresses_.end()) {
        return &found->second;
    }
    if (addresses_.size() >= addresses_max || address.unspecified() || address.multicast()) {
        return nullptr;
    }
    return &addresses_[address];
}

void Analyser::take(const capture_reader::CapturedPacket& packet, std::size_t capture) {
    if (!epoch_) {
        epoch_ = packet.clock;
    }
    const Instant now(packet.clock - *epoch_);
    if (!inside(packet, capture, now)) {
        return;
    }
    const PacketRef ref = PacketRef::of(capture, packet.number);
    CaptureWatch& watch = watches_[capture];
    if (!watch.began()) {
        firsts_[capture] = now;
    }
    watch.take(now, ref);
    end_ = std::max(end_, now);
    if (!dissect::dissect(packet, frame_)) {
        ++not_understood_[capture];
        nodes_.seen(frame_.source_mac, now, ref);
        return;
    }
    nodes_.seen(frame_.source_mac, now, ref);
    const std::uint16_t tap = tap_of({capture, packet.interface, frame_.network});
    switch (frame_.kind) {
        case Kind::arp:
        case Kind::neighbour_advertisement:
        case Kind::neighbour_solicitation:
            return take_address_message(now, ref);
        case Kind::udp:
            return take_udp(now, ref, tap, capture);
        case Kind::tcp:
            return take_tcp(now, ref, tap, capture);
        case Kind::echo_request:
        case Kind::echo_reply:
            return take_echo(now, ref, tap, capture);
        case Kind::vrrp:
            if (dissect::is_carp(frame_)) {
                return signs_.carp(frame_, now, ref);
            }
            return signs_.vrrp(frame_, now, ref, [&](dissect::IpAddress vip, const Claim& claim) {
                tell_claim(vip, claim);
            });
        case Kind::other_ip:
        case Kind::other:
            return;
    }
}

void Analyser::tell_claim(dissect::IpAddress vip, const Claim& claim) {
    AddressState* state = address(vip);
    if (state == nullptr) {
        return;
    }
    state->by_vrrp |= claim.by == Claim::By::vrrp;
    state->by_route |= claim.by == Claim::By::route;
    state->ownership.claim(claim);
}

void Analyser::take_address_message(Instant now, PacketRef ref) {
    const dissect::AddressMessage& message = frame_.address;
    if (message.question) {
        const auto asked = addresses_.find(message.target);
        if (asked != addresses_.end()) {
            asked->second.ownership.question(now);
        }
    }
    const bool speaks_for_sender = frame_.kind != Kind::neighbour_solicitation;
    if (!speaks_for_sender || message.sender.unspecified() || message.sender_mac == 0) {
        return;
    }
    Claim claim{now, no_node, Claim::By::arp, ref};
    // The virtual router's MAC names the role, not the machine: it is whoever advertises.
    claim.node = dissect::is_virtual_router(message.sender_mac)
                     ? signs_.active_of(static_cast<std::uint8_t>(message.sender_mac & 0xff))
                     : nodes_.of_mac(message.sender_mac);
    if (claim.node == no_node) {
        return;
    }
    if (frame_.kind == Kind::neighbour_advertisement) {
        claim.by = Claim::By::advertisement;
        claim.unsolicited = message.gratuitous;
    } else if (message.gratuitous) {
        claim.by = Claim::By::gratuitous_arp;
    }
    tell_claim(message.sender, claim);
}

Sighting Analyser::sighting(Instant now, PacketRef ref) const {
    const std::uint64_t macs = frame_.source_mac * 3 + frame_.destination_mac;
    return {0, now, ref, std::nullopt,
            static_cast<std::uint32_t>(macs ^ macs >> 16) * 257 + frame_.hops_left};
}

Flow* Analyser::flow_of(const FlowKey& key, bool client_is_one, std::size_t capture, Instant now) {
    Flow* flow = flows_.find(key);
    return flow != nullptr ? flow
                           : flows_.add(key, client_is_one, settings_.forwarding_delay_threshold,
                                        &watches_[capture], now);
}

void Analyser::note_macs(Flow& flow, bool from_one, Instant now, PacketRef ref) {
    const auto change = flow.note_macs(from_one, frame_, now, ref);
    if (!change) {
        return;
    }
    AddressState* state = address(flow.server());
    if (state == nullptr) {
        return;
    }
    if (state->mac_changes.size() < mac_changes_max) {
        state->mac_changes.push_back(*change);
    }
    if (change->to_server || dissect::is_virtual_router(change->mac)) {
        return;
    }
    if (change->before != 0) {
        state->ownership.extend({change->last_before, nodes_.of_mac(change->before),
                                 Claim::By::traffic, change->last_before_packet});
    }
    state->ownership.claim({now, nodes_.of_mac(change->mac), Claim::By::traffic, ref});
}

void Analyser::take_udp(Instant now, PacketRef ref, std::uint16_t tap, std::size_t capture) {
    if (dissect::is_bfd(frame_)) {
        return signs_.bfd(frame_, now, ref);
    }
    if (frame_.destination.multicast()) {
        return;
    }
    bool from_one = false;
    const FlowKey key = key_of(frame_, tap, from_one);
    const bool from_server = looks_like_server(frame_.source_port, frame_.destination_port);
    Flow* flow = flow_of(key, from_one != from_server, capture, now);
    if (flow == nullptr) {
        return;
    }
    Sighting seen = sighting(now, ref);
    // Eight bytes tell nearly every packet that is no probe; the rest is the workload's own reader.
    constexpr std::size_t magic_size = 8;
    if (frame_.payload.size() >= magic_size &&
        dissect::u64(frame_.payload, 0) == workload::ProbePayload::magic) {
        if (const auto probe = workload::decode_probe(frame_.payload)) {
            const bool known = flow->probe_id().has_value();
            seen.sequence = probe->sequence & ((std::uint64_t{1} << 48) - 1);
            seen.stamp = stamp_of(*probe);
            flow->take_probe(from_one, seen, probe->flow);
            if (!known) {
                if (AddressState* state = address(flow->server())) {
                    state->probed = true;
                }
                const auto log = receiver_log_.find(probe->flow);
                if (log != receiver_log_.end()) {
                    flow->numbered().set_receiver(log->second);
                }
            }
            return note_macs(*flow, from_one, now, ref);
        }
    }
    if (!flow->probe_id()) {
        flow->take_udp(from_one, seen);
        note_macs(*flow, from_one, now, ref);
    }
}

void Analyser::take_echo(Instant now, PacketRef ref, std::uint16_t tap, std::size_t capture) {
    bool from_one = false;
    const FlowKey key = key_of(frame_, tap, from_one);
    const bool request = frame_.kind == Kind::echo_request;
    Flow* flow = flow_of(key, from_one == request, capture, now);
    if (flow != nullptr && (from_one == flow->client_is_one()) == request) {
        flow->take_echo(request, static_cast<std::uint16_t>(frame_.sequence), sighting(now, ref));
        note_macs(*flow, from_one, now, ref);
    }
}

/// All attempts of one client at one service are one more flow: connections come and go, their
/// attempts go on.
void Analyser::connection_attempt(Flow& connection, bool from_one, Instant now, PacketRef ref,
                                  std::uint16_t tap, std::size_t capture) {
    const bool acknowledges = (frame_.flags & packet::Tcp::ack) != 0;
    const bool from_client = from_one == connection.client_is_one();
    // The answer to an attempt from before the capture belongs to no series.
    if (from_client == acknowledges || (!from_client && !connection.attempt)) {
        return;
    }
    FlowKey key = connection.key();
    key.tap = tap;
    (connection.client_is_one() ? key.one_port : key.other_port) = 0;
    Flow* attempts = flow_of(key, connection.client_is_one(), capture, now);
    if (attempts == nullptr) {
        return;
    }
    if (from_client) {
        connection.attempt = attempts->begin_attempt(sighting(now, ref));
    } else {
        attempts->answer_attempt(*connection.attempt, sighting(now, ref));
    }
    note_macs(*attempts, from_one, now, ref);
}

void Analyser::take_tcp(Instant now, PacketRef ref, std::uint16_t tap, std::size_t capture) {
    if (dissect::is_bgp(frame_) && !frame_.payload.empty()) {
        signs_.bgp(frame_, now, ref,
                   [&](dissect::IpAddress vip, const Claim& claim) { tell_claim(vip, claim); });
    }
    bool from_one = false;
    const FlowKey key = key_of(frame_, tap, from_one);
    const bool opens = (frame_.flags & packet::Tcp::syn) != 0;
    const bool acknowledges = (frame_.flags & packet::Tcp::ack) != 0;
    const bool from_server = opens ? acknowledges : frame_.source_port < frame_.destination_port;
    Flow* flow = flow_of(key, from_one != from_server, capture, now);
    if (flow == nullptr) {
        return;
    }
    if (opens && frame_.source_port != 0 && frame_.destination_port != 0) {
        connection_attempt(*flow, from_one, now, ref, tap, capture);
    }
    flow->take_tcp(from_one, frame_, now, ref);
    note_macs(*flow, from_one, now, ref);
}

Report Analyser::finish(const std::vector<capture_reader::Reader>& readers,
                        const std::vector<ClockReport>& clocks) {
    for (Flow* flow : flows_.all()) {
        flow->finish(end_);
        AddressState* state = address(flow->server());
        if (state != nullptr && flow->server_mac() != 0 &&
            !dissect::is_virtual_router(flow->server_mac())) {
            state->ownership.extend({flow->server_seen(), nodes_.of_mac(flow->server_mac()),
                                     Claim::By::traffic, flow->server_packet()});
        }
    }
    Report report;
    report.settings = settings_;
    report.epoch = epoch_.value_or(Duration{});
    report.end = end_;
    report.fault_at = fault_.at;
    report.flows_not_followed = flows_.not_followed();
    for (std::size_t i = 0; i < readers.size(); ++i) {
        const capture_reader::FormatState& state = readers[i].state();
        CaptureReport capture;
        capture.path = readers[i].name();
        capture.format = state.name;
        for (const auto& interface : state.interfaces) {
            capture.interfaces.push_back(interface.name);
        }
        capture.packets = state.packets;
        capture.not_understood = not_understood_[i];
        capture.dropped = state.dropped;
        capture.without_time = state.without_time;
        capture.first = firsts_[i];
        capture.last = watches_[i].highest();
        capture.clock_steps = watches_[i].steps();
        capture.trouble = state.trouble ? state.trouble->sentence : "";
        capture.clock = clocks[i];
        report.captures.push_back(std::move(capture));
    }
    std::vector<Gathered::Tap> taps;
    for (const Tap& tap : taps_) {
        std::string name = std::to_string(tap.capture + 1);
        if (report.captures[tap.capture].interfaces.size() > 1) {
            name += "." + std::to_string(tap.interface);
        }
        name += tap.network == 0 ? "" : "/" + std::to_string(tap.network);
        const auto& interfaces = readers[tap.capture].state().interfaces;
        taps.push_back({std::move(name), interfaces[tap.interface].resolution, tap.capture});
    }
    conclude({flows_.all(), addresses_, nodes_, signs_.signs(), taps}, report);
    return report;
}

}  // namespace holdfast::harness::timing
