// SPDX-License-Identifier: Apache-2.0
#include "reference/engine/service_engine.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "reference/engine/data_link.h"
#include "reference/engine/duplicate_guard.h"
#include "reference/engine/ownership.h"
#include "reference/engine/peer_monitor.h"
#include "reference/engine/server_health.h"

namespace holdfast::reference::engine {

using protocol::EngineConfiguration;

struct ServiceEngine::State {
    explicit State(ServiceEngineOptions given);

    void handle(Instant now, const input::TimerFired& timer, Effects& out);
    void handle(Instant now, const input::ControllerConnected& connected, Effects& out);
    void handle(Instant now, const input::ControllerDisconnected& disconnected, Effects& out);
    void handle(Instant now, const input::FromController& from, Effects& out);
    void handle(Instant now, const input::FromPeer& from, Effects& out);
    void handle(Instant now, const input::ServerChecked& checked, Effects& out);
    void handle(Instant now, const input::ForeignAnswer& answer, Effects& out);
    void handle(Instant now, const input::DataLinkChanged& changed, Effects& out);
    void handle(Instant now, const input::StopRequested& stop, Effects& out);

    void obey(Instant now, const protocol::Configure& configure, Effects& out);
    void obey(Instant now, const protocol::EchoRequest& request, Effects& out);
    void obey(Instant now, const protocol::RegistrationRefused& refused, Effects& out);
    void obey(Instant now, const protocol::Leadership& leadership, Effects& out);

    void put_in_force(Instant now, const EngineConfiguration& wanted, Effects& out);
    void lose_leases(Instant now, Effects& out);
    void become_idle(Instant now, Effects& out);
    void register_at_controller(Effects& out) const;
    void tell_data_path(Effects& out) const;
    void send_heartbeat(Effects& out);
    void note(Effects& out, std::string_view predicate) const;
    std::optional<Instant> next_timeout() const;

    ServiceEngineOptions options;
    Ownership ownership;
    PeerMonitor peer;
    ServerHealth health;
    DuplicateGuard guard;
    DataLink data_link;
    std::uint64_t generation = 0;  ///< of the configuration in force; 0 = none
    std::uint64_t heartbeats_sent = 0;
    bool connected = false;
    bool stopped = false;
    /// After lost leases: until when configurations are only kept, the newest of them.
    std::optional<Instant> hearing_out_until;
    std::optional<EngineConfiguration> newest_heard;
};

ServiceEngine::State::State(ServiceEngineOptions given)
    : options(std::move(given)),
      ownership(options.name, {.lease = options.address_lease,
                               .announcements = options.announcements,
                               .announcement_spacing = options.announcement_spacing}) {
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
    const PeerMonitor::Due due = peer.on_timer(now);
    if (due.send_heartbeat) {
        send_heartbeat(out);
    }
    if (due.suspicion) {  // DET-6: reported only; the controller asks for itself
        note(out, fmt::format("suspects {}, missed {} heartbeats in a row",
                              due.suspicion->peer.text(), due.suspicion->misses));
        out.emplace_back(effect::SendToController{*due.suspicion});
    }
    if (data_link.on_timer(now)) {
        tell_data_path(out);
    }
    guard.on_timer(now, ownership.addresses(), out);
    health.on_timer(now, out);
}

void ServiceEngine::State::handle(Instant, const input::ControllerConnected&, Effects& out) {
    connected = true;
    hearing_out_until.reset();  // nothing old comes out of a new connection
    newest_heard.reset();
    guard.end();
    register_at_controller(out);
    if (data_link.told_down()) {
        tell_data_path(out);
    }
    health.report(out);
}

// HDL-1: an engine without a controller goes on as it was.
void ServiceEngine::State::handle(Instant now, const input::ControllerDisconnected&, Effects& out) {
    if (std::exchange(connected, false)) {
        newest_heard.reset();
        guard.begin(now);
        note(out, "goes on without a controller");
    }
}

void ServiceEngine::State::handle(Instant now, const input::FromController& from, Effects& out) {
    std::visit([&](const auto& message) { obey(now, message, out); }, from.message);
}

void ServiceEngine::State::handle(Instant now, const input::FromPeer& from, Effects& out) {
    if (peer.hear(now, from.heartbeat)) {
        note(out, fmt::format("hears {} again", from.heartbeat.from.text()));
        out.emplace_back(effect::SendToController{protocol::PeerRecovered{from.heartbeat.from}});
    }
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
    }
}

void ServiceEngine::State::handle(Instant now, const input::DataLinkChanged& changed,
                                  Effects& out) {
    if (data_link.changed(now, changed.up)) {
        tell_data_path(out);
    }
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
    if (wanted.generation < generation) {
        note(out, fmt::format("ignores configuration {}, {} is in force", wanted.generation,
                              generation));
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

void ServiceEngine::State::put_in_force(Instant now, const EngineConfiguration& wanted,
                                        Effects& out) {
    if (wanted.generation != generation) {
        generation = wanted.generation;
        ownership.apply(now, wanted, out);
        peer.watch(now, wanted.peer ? std::optional(PeerWatch{*wanted.peer, wanted.heartbeat_period,
                                                              wanted.heartbeat_miss_limit})
                                    : std::nullopt);
        health.configure(now, wanted, out);
        guard.configure({wanted.duplicate_probe_period, wanted.duplicate_answer_limit});
        data_link.set_patience(wanted.heartbeat_period * wanted.heartbeat_miss_limit);
    }
    // GW-13: said after the releases, because the peer takes over on this word.
    out.emplace_back(effect::SendToController{protocol::ConfigurationApplied{generation}});
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
    peer.watch(now, std::nullopt);
    health.forget_everything();
    generation = 0;
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
                                                    .generation = generation}});
}

void ServiceEngine::State::tell_data_path(Effects& out) const {
    const bool up = !data_link.told_down();
    note(out, up ? "has its data link back" : "has lost its data link");
    out.emplace_back(effect::SendToController{protocol::DataPathChanged{up}});
}

void ServiceEngine::State::send_heartbeat(Effects& out) {
    out.emplace_back(effect::SendHeartbeat{peer.watched()->peer.heartbeat_address,
                                           {.from = options.name,
                                            .boot_id = options.boot_id,
                                            .sequence = ++heartbeats_sent,
                                            .generation = generation}});
}

void ServiceEngine::State::note(Effects& out, std::string_view predicate) const {
    out.emplace_back(effect::Note{fmt::format("{} {}", options.name.text(), predicate)});
}

std::optional<Instant> ServiceEngine::State::next_timeout() const {
    std::optional<Instant> next = hearing_out_until;
    for (const auto& timeout :
         {ownership.next_timeout(), peer.next_timeout(), health.next_timeout(),
          guard.next_timeout(), data_link.next_timeout()}) {
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
