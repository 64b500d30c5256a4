// SPDX-License-Identifier: Apache-2.0
#include "reference/engine/service_engine.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "base/check.h"
#include "reference/engine/data_link.h"
#include "reference/engine/duplicate_guard.h"
#include "reference/engine/gateway_monitors.h"
#include "reference/engine/isolation.h"
#include "reference/engine/ownership.h"
#include "reference/engine/peer_monitors.h"
#include "reference/engine/routing.h"
#include "reference/engine/self_election.h"
#include "reference/engine/server_health.h"

namespace holdfast::reference::engine {

using protocol::EngineConfiguration;

namespace {

std::vector<PeerWatch> watches_of(const EngineConfiguration& configuration) {
    std::vector<PeerWatch> watches;
    for (const protocol::Peer& peer : configuration.peers) {
        watches.push_back({peer, configuration.se_group, configuration.heartbeat_period,
                           configuration.heartbeat_miss_limit});
    }
    return watches;
}

}  // namespace

struct ServiceEngine::State {
    explicit State(ServiceEngineOptions given);

    void handle(Instant now, const input::TimerFired& timer, Effects& out);
    void handle(Instant now, const input::ControllerConnected& connected, Effects& out);
    void handle(Instant now, const input::ControllerDisconnected& disconnected, Effects& out);
    void handle(Instant now, const input::FromController& from, Effects& out);
    void handle(Instant now, const input::FromPeer& from, Effects& out);
    void handle(Instant now, const input::ServerChecked& checked, Effects& out);
    void handle(Instant now, const input::ForeignAnswer& answer, Effects& out);
    void handle(Instant now, const input::GatewayAnswered& answer, Effects& out);
    void handle(Instant now, const input::DataLinkChanged& changed, Effects& out);
    void handle(Instant now, const input::LoadTaken& taken, Effects& out);
    void handle(Instant now, const input::StopRequested& stop, Effects& out);

    void obey(Instant now, const protocol::Configure& configure, Effects& out);
    void obey(Instant now, const protocol::EchoRequest& request, Effects& out);
    void obey(Instant now, const protocol::RegistrationRefused& refused, Effects& out);
    void obey(Instant now, const protocol::Leadership& leadership, Effects& out);

    void elect(Instant now, Effects& out);
    void isolate(Instant now, Effects& out);
    void rejoin(Instant now, std::optional<Instant> down_since, Effects& out);
    void put_roles(Instant now, Effects& out);
    void yield(Ipv4Address address);
    void put_in_force(Instant now, const EngineConfiguration& wanted, Effects& out);
    void lose_leases(Instant now, Effects& out);
    void become_idle(Instant now, Effects& out);
    void register_at_controller(Effects& out) const;
    void tell_data_path(Effects& out) const;
    void announce_what_is_owed(Instant now, Effects& out);
    void tell_gateways(Effects& out) const;
    void tell_spreading(Effects& out);
    void tell_flow_peers(Effects& out);
    void send_heartbeat(const protocol::Peer& peer, Effects& out);
    void note(Effects& out, std::string_view predicate) const;
    std::optional<Instant> next_timeout() const;

    ServiceEngineOptions options;
    Ownership ownership;
    Routing routing;
    PeerMonitors peers;
    ServerHealth health;
    DuplicateGuard guard;
    DataLink data_link;
    GatewayMonitors gateways;
    SelfElection election;
    Isolation isolation;
    EngineConfiguration in_force;  ///< generation 0: none
    std::uint64_t heartbeats_sent = 0;
    bool connected = false;
    bool stopped = false;
    std::set<protocol::EngineName> silent_peers;     ///< as the spreading of flows was told
    std::optional<effect::SetFlowPeers> flow_peers;  ///< likewise
    /// The data link came back, and it is not sure yet that the addresses are still this engine's.
    bool owes_announcements = false;
    /// After lost leases: until when configurations are only kept, the newest of them.
    std::optional<Instant> hearing_out_until;
    std::optional<EngineConfiguration> newest_heard;
};

ServiceEngine::State::State(ServiceEngineOptions given)
    : options(std::move(given)),
      ownership(options.name, {.lease = options.address_lease,
                               .announcements = options.announcements,
                               .announcement_spacing = options.announcement_spacing}),
      election(options.name, options.address_lease),
      isolation(options.address_lease) {
    CHECK(!options.name.empty(), "a service engine needs a name");
}

void ServiceEngine::State::handle(Instant now, const input::TimerFired&, Effects& out) {
    if (hearing_out_until && now >= *hearing_out_until) {
        hearing_out_until.reset();
        if (const auto heard = std::exchange(newest_heard, std::nullopt)) {
            put_in_force(now, *heard, out);
        }
    }
    ownership.on_timer(now, out);
    const PeerMonitors::Due due = peers.on_timer(now);
    // Heartbeats speak for the data path. And a kernel that looked for a neighbour while there was
    // no carrier would ask for it again a second later only.
    if (!data_link.down_since()) {
        for (const protocol::Peer& peer : due.heartbeats_to) {
            send_heartbeat(peer, out);
        }
    }
    for (const protocol::PeerSuspected& suspicion : due.suspicions) {
        // DET-6: reported only; the controller asks for itself
        note(out, fmt::format("suspects {}, missed {} heartbeats in a row", suspicion.peer.text(),
                              suspicion.misses));
        out.emplace_back(effect::SendToController{suspicion});
    }
    tell_spreading(out);
    if (data_link.on_timer(now)) {
        tell_data_path(out);
        isolate(now, out);
    }
    if (isolation.on_timer(now)) {
        note(out, "has its data link back for long enough");
        put_roles(now, out);
    }
    if (gateways.on_timer(now, out)) {
        tell_gateways(out);
    }
    guard.on_timer(now, ownership.addresses(), out);
    elect(now, out);
    health.on_timer(now, out);
}

void ServiceEngine::State::handle(Instant, const input::ControllerConnected&, Effects& out) {
    connected = true;
    election.end();
    hearing_out_until.reset();  // nothing old comes out of a new connection
    newest_heard.reset();
    guard.end();
    register_at_controller(out);
    isolation.wait_for_controller();
    if (data_link.told_down() || isolation.isolated()) {
        tell_data_path(out);
    }
    if (!gateways.lost().empty()) {
        tell_gateways(out);
    }
    health.report(out);
}

// HDL-1: an engine without a controller goes on as it was.
void ServiceEngine::State::handle(Instant now, const input::ControllerDisconnected&, Effects& out) {
    if (std::exchange(connected, false)) {
        election.begin(now);
        newest_heard.reset();
        guard.begin(now);
        note(out, "goes on without a controller");
        isolate(now, out);
        if (!data_link.down_since()) {
            rejoin(now, std::nullopt, out);
        }
    }
}

void ServiceEngine::State::handle(Instant now, const input::FromController& from, Effects& out) {
    std::visit([&](const auto& message) { obey(now, message, out); }, from.message);
}

void ServiceEngine::State::handle(Instant now, const input::FromPeer& from, Effects& out) {
    if (peers.hear(now, from.heartbeat)) {
        note(out, fmt::format("hears {} again", from.heartbeat.from.text()));
        out.emplace_back(effect::SendToController{protocol::PeerRecovered{from.heartbeat.from}});
        tell_spreading(out);
        // It may have held our addresses meanwhile and be in the neighbours' memory still.
        if (!connected && in_force.self_se_election) {
            ownership.announce_again(now, out);
        }
    }
    elect(now, out);
}

void ServiceEngine::State::handle(Instant now, const input::ServerChecked& checked, Effects& out) {
    health.take_result(now, checked, out);
}

// HDL-10: whoever answers was given the address by a controller that this engine cannot hear.
void ServiceEngine::State::handle(Instant, const input::ForeignAnswer& answer, Effects& out) {
    if (guard.answered(answer.address)) {
        note(out,
             fmt::format("gives up {}, another node answers for it", to_string(answer.address)));
        ownership.give_up(answer.address, out);
        yield(answer.address);
    }
}

// INV-1: until a controller's word. A later self election would take back what another one has.
void ServiceEngine::State::yield(Ipv4Address address) {
    std::erase_if(in_force.services,
                  [&](const protocol::PlacedService& service) { return uses(service, address); });
    std::erase(in_force.floating_ips, address);
}

void ServiceEngine::State::handle(Instant, const input::GatewayAnswered& answer, Effects&) {
    gateways.hear(answer.gateway, answer.sequence);
}

void ServiceEngine::State::handle(Instant now, const input::DataLinkChanged& changed,
                                  Effects& out) {
    const std::optional<Instant> down_since = data_link.down_since();
    if (data_link.changed(now, changed.up)) {
        tell_data_path(out);
    }
    // What was announced without a carrier nobody has heard. Without a controller somebody else may
    // have been given the addresses meanwhile: its next word decides.
    owes_announcements = changed.up;
    if (!changed.up) {
        isolation.link_is_gone();
    } else if (down_since && !connected) {
        rejoin(now, down_since, out);
    }
    if (connected && !hearing_out_until) {
        announce_what_is_owed(now, out);
    }
}

void ServiceEngine::State::handle(Instant, const input::LoadTaken& taken, Effects& out) {
    out.emplace_back(effect::SendToController{taken.load});
}

void ServiceEngine::State::handle(Instant now, const input::StopRequested&, Effects& out) {
    note(out, "stops");
    become_idle(now, out);
    stopped = true;
    out.emplace_back(effect::SendToController{protocol::Goodbye{}});
    out.emplace_back(effect::Exit{});
}

void ServiceEngine::State::obey(Instant now, const protocol::Configure& configure, Effects& out) {
    const EngineConfiguration& wanted = configure.configuration;
    if (wanted.generation < in_force.generation) {
        note(out, fmt::format("ignores configuration {}, {} is in force", wanted.generation,
                              in_force.generation));
    } else if (hearing_out_until) {
        newest_heard = wanted;
    } else {
        put_in_force(now, wanted, out);
    }
}

void ServiceEngine::State::obey(Instant, const protocol::EchoRequest& request, Effects& out) {
    out.emplace_back(effect::SendToController{protocol::EchoResponse{request.id}});
}

void ServiceEngine::State::obey(Instant now, const protocol::RegistrationRefused& refused,
                                Effects& out) {
    note(out, fmt::format("stays idle, its registration was refused: {}", refused.reason));
    become_idle(now, out);
}

// Who leads is for ControllerChoice to know; here it is only what an obeyed controller repeats.
void ServiceEngine::State::obey(Instant, const protocol::Leadership&, Effects&) {}

void ServiceEngine::State::announce_what_is_owed(Instant now, Effects& out) {
    if (std::exchange(owes_announcements, false)) {
        ownership.announce_again(now, out);
    }
}

void ServiceEngine::State::put_in_force(Instant now, const EngineConfiguration& wanted,
                                        Effects& out) {
    if (wanted.generation != in_force.generation) {
        in_force = wanted;
        tell_flow_peers(out);
        election.forget();  // the controller knows what we did; now its word counts
        if (!data_link.told_down() && wanted.ended_outage == data_link.outages()) {
            isolation.end();
        }
        const EngineConfiguration roles = isolation.applied_to(wanted);
        routing.begin(roles, out);
        ownership.apply(now, roles, out);
        routing.end(roles, out);
        announce_what_is_owed(now, out);
        peers.watch(now, watches_of(wanted));
        tell_spreading(out);
        health.configure(now, roles, out);
        guard.configure({wanted.duplicate_probe_period, wanted.duplicate_answer_limit});
        const auto lost = gateways.lost();
        gateways.watch(now, wanted.gateways);
        if (gateways.lost() != lost) {  // one is watched no longer
            tell_gateways(out);
        }
        data_link.set_patience(wanted.heartbeat_period * wanted.heartbeat_miss_limit);
    }
    // GW-13: said after the releases, because the peer takes over on this word.
    out.emplace_back(effect::SendToController{protocol::ConfigurationApplied{in_force.generation}});
}

// HDL-13. While a controller leads, or without self election, nothing is ever decided.
void ServiceEngine::State::elect(Instant now, Effects& out) {
    if (election.decide(now, in_force, peers)) {
        note(out, "decides by itself who is primary, no controller leads");
        put_roles(now, out);
    }
}

// A pair without a controller decides nothing: its engines stay as they were.
void ServiceEngine::State::isolate(Instant now, Effects& out) {
    const bool somebody_may_follow = connected || in_force.self_se_election;
    if (somebody_may_follow && data_link.told_down() && !isolation.isolated()) {
        note(out, "lets its addresses go: without a data link it would not hear who follows");
        isolation.begin();
        put_roles(now, out);
    }
}

// The data link is there, and no controller to say whose the addresses are; the link was back
// before the controller went if `down_since` is none.
void ServiceEngine::State::rejoin(Instant now, std::optional<Instant> down_since, Effects& out) {
    const Duration silence = in_force.heartbeat_period * in_force.heartbeat_miss_limit;
    if (!in_force.self_se_election) {
        if (isolation.isolated()) {  // HDL-10 tells if they are another's by now
            isolation.end();
            put_roles(now, out);
        }
    } else if (down_since) {
        isolation.link_is_back(now, *down_since, silence);
    } else {
        isolation.controller_is_gone(now, silence);
    }
}

void ServiceEngine::State::put_roles(Instant now, Effects& out) {
    const EngineConfiguration roles = isolation.applied_to(election.applied_to(in_force));
    ownership.apply(now, roles, out);
    health.configure(now, roles, out);
}

// INV-1: this engine did not run for a whole lease, so its addresses are gone and the peer may
// have them. It takes nothing back by itself, and reads what the controller said meanwhile to its
// end before it obeys the last of it: an earlier word may give it what a later one took away.
void ServiceEngine::State::lose_leases(Instant now, Effects& out) {
    note(out, fmt::format("did not run for {} or more and gives up its addresses",
                          to_string(options.address_lease)));
    become_idle(now, out);
    hearing_out_until = now + options.address_lease / 4;
    register_at_controller(out);
}

void ServiceEngine::State::become_idle(Instant now, Effects& out) {
    ownership.release_everything(out);
    routing.end({}, out);
    peers.watch(now, {});
    tell_spreading(out);
    gateways.watch(now, {});
    health.forget_everything();
    in_force = {};
    election.forget();
    if (!data_link.told_down()) {
        isolation.end();
    }
    hearing_out_until.reset();
    newest_heard.reset();
}

void ServiceEngine::State::register_at_controller(Effects& out) const {
    out.emplace_back(
        effect::SendToController{protocol::Register{.engine = options.name,
                                                    .se_group = options.se_group,
                                                    .boot_id = options.boot_id,
                                                    .version = options.version,
                                                    .heartbeat_address = options.heartbeat_address,
                                                    .active_services = ownership.active_services(),
                                                    .generation = in_force.generation,
                                                    .interfaces = options.interfaces,
                                                    .default_gateways = options.default_gateways,
                                                    .data_link = options.data_link}});
}

void ServiceEngine::State::tell_data_path(Effects& out) const {
    const bool up = !data_link.told_down();
    note(out, up ? "has its data link back" : "has lost its data link");
    out.emplace_back(effect::SendToController{protocol::DataPathChanged{up, data_link.outages()}});
}

// GW-9: what its gateways do is no failure of the engine; the controller decides who serves.
void ServiceEngine::State::tell_gateways(Effects& out) const {
    const std::vector<Ipv4Address> lost = gateways.lost();
    std::string list;
    for (const Ipv4Address gateway : lost) {
        list += (list.empty() ? "" : ", ") + to_string(gateway);
    }
    note(out, list.empty() ? "sees every gateway again" : "does not see gateway " + list);
    out.emplace_back(effect::SendToController{protocol::GatewaysLost{lost}});
}

// Nobody is asked or told while each service has one engine and no client has a home.
void ServiceEngine::State::tell_flow_peers(Effects& out) {
    const bool needed =
        std::any_of(in_force.services.begin(), in_force.services.end(), [](const auto& service) {
            return service.instances.size() > 1 || service.pool.client_persistence > 0ns;
        });
    const effect::SetFlowPeers now{in_force.peers, in_force.flow_probes};
    if (needed && now != flow_peers) {
        flow_peers = now;
        out.emplace_back(now);
    }
}

// SCL-8.
void ServiceEngine::State::tell_spreading(Effects& out) {
    const std::set<protocol::EngineName> silent = peers.silent();
    for (const protocol::EngineName& peer : silent) {
        if (!silent_peers.contains(peer)) {
            out.emplace_back(effect::SetPeerHeard{peer, false});
        }
    }
    for (const protocol::EngineName& peer : silent_peers) {
        if (!silent.contains(peer)) {
            out.emplace_back(effect::SetPeerHeard{peer, true});
        }
    }
    silent_peers = silent;
}

void ServiceEngine::State::send_heartbeat(const protocol::Peer& peer, Effects& out) {
    out.emplace_back(effect::SendHeartbeat{peer.heartbeat_address,
                                           {.from = options.name,
                                            .group = in_force.se_group,
                                            .boot_id = options.boot_id,
                                            .sequence = ++heartbeats_sent,
                                            .generation = in_force.generation}});
}

void ServiceEngine::State::note(Effects& out, std::string_view predicate) const {
    out.emplace_back(effect::Note{fmt::format("{} {}", options.name.text(), predicate)});
}

std::optional<Instant> ServiceEngine::State::next_timeout() const {
    std::optional<Instant> next = hearing_out_until;
    for (const auto& timeout :
         {ownership.next_timeout(), peers.next_timeout(), health.next_timeout(),
          election.next_timeout(in_force, peers), guard.next_timeout(), data_link.next_timeout(),
          gateways.next_timeout(), isolation.next_timeout()}) {
        if (timeout) {
            next = std::min(next.value_or(Instant::never()), *timeout);
        }
    }
    return next;
}

ServiceEngine::ServiceEngine(ServiceEngineOptions options)
    : state_(std::make_unique<State>(std::move(options))) {}
ServiceEngine::~ServiceEngine() = default;
ServiceEngine::ServiceEngine(ServiceEngine&&) noexcept = default;
ServiceEngine& ServiceEngine::operator=(ServiceEngine&&) noexcept = default;

Effects ServiceEngine::step(Instant now, const Input& input) {
    Effects out;
    if (state_->stopped) {
        return out;
    }
    if (state_->ownership.lease_lost(now) && !std::holds_alternative<input::StopRequested>(input)) {
        state_->lose_leases(now, out);
    }
    std::visit([&](const auto& alternative) { state_->handle(now, alternative, out); }, input);
    if (!state_->connected) {  // nobody listens; what still counts then is said on connecting
        std::erase_if(out, [](const Effect& effect) {
            return std::holds_alternative<effect::SendToController>(effect);
        });
    }
    return out;
}

std::optional<Instant> ServiceEngine::next_timeout() const {
    return state_->next_timeout();
}

}  // namespace holdfast::reference::engine
