// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/engine_driver.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <variant>

#include "base/check.h"
#include "base/log.h"
#include "base/overloaded.h"
#include "reference/shell/kernel_parameters.h"
#include "reference/shell/state_file.h"
#include "reference/shell/statistics.h"

namespace holdfast::reference::shell {

namespace effect = engine::effect;
namespace input = engine::input;

namespace {

constexpr Duration statistics_period = 1s;
// The goodbye reaches the controller in this time or not at all.
constexpr Duration goodbye_max = 1s;
// A core that does not finish its orderly stop in this time is left.
constexpr Duration stop_max = 5s;

std::string names_of(const std::vector<Interface>& interfaces) {
    std::string out;
    for (const Interface& i : interfaces) {
        out += (out.empty() ? "" : ", ") + i.name;
    }
    return out.empty() ? "none" : out;
}

}  // namespace

EngineDriver::EngineDriver(EventLoop& loop, const EngineConfig& config, engine::Core core,
                           std::uint64_t boot_id)
    : loop_(loop),
      config_(config),
      core_(std::move(core)),
      core_timer_(loop),
      statistics_timer_(loop),
      stop_timer_(loop),
      reporter_({.engine = config.name, .boot_id = boot_id}),
      report_timer_(loop),
      sample_timer_(loop),
      processor_([&loop] { return loop.now(); }),
      meter_(loop.now()),
      measure_timer_(loop),
      load_([&loop] { return loop.now(); }),
      load_timer_(loop),
      carrier_(loop, config.vip_interface, [this](bool up) { feed(input::DataLinkChanged{up}); }),
      clients_(loop, [this](const protocol::ClientHomes& homes) { tell_peers(homes); }),
      data_path_(loop,
                 [this](const auto& service, const auto& request) {
                     reporter_.served(loop_.now(), service, request);
                     arm_reports();
                 }),
      checks_(loop, [this](const input::ServerChecked& checked) { feed(checked); }) {}

Result<void> EngineDriver::start(std::unique_ptr<VipDevice> device) {
    if (const auto opened = open_addresses(std::move(device)); !opened.has_value()) {
        return opened;
    }
    auto announcer = Announcer::open();
    if (!announcer.has_value()) {
        return announcer.error();
    }
    announcer_ = std::move(*announcer);
    auto peers = PeerChannel::open(loop_, config_.heartbeat,
                                   [this](const protocol::ToPeer& message) { heard(message); });
    if (!peers.has_value()) {
        return peers.error();
    }
    peers_ = std::move(*peers);
    auto controllers = ControllerLinks::open(
        loop_, config_.tls, config_.controllers,
        {[this] { feed(input::ControllerConnected{}); },
         [this] { feed(input::ControllerDisconnected{}); },
         [this](const protocol::ToEngine& message) { feed(input::FromController{message}); },
         [this](engine::LinkId link, const protocol::ToReporter& message) {
             std::visit(Overloaded{[&](const protocol::Collects& collects) {
                                       reporter_.said(loop_.now(), link, collects);
                                   },
                                   [&](const protocol::ReportTaken& taken) {
                                       reporter_.taken(loop_.now(), link, taken);
                                   }},
                        message);
             arm_reports();
         },
         [this](engine::LinkId link) {
             reporter_.lost(loop_.now(), link);
             arm_reports();
         }},
        {.dead_link = config_.dead_controller});
    if (!controllers.has_value()) {
        return controllers.error();
    }
    controllers_ = std::move(*controllers);
    if (config_.statistics_file) {
        write_statistics();
    }
    carrier_.start();
    tell_load();
    sample_timer_.after(config_.metrics_period, [this] { sample_counters(); });
    measure_timer_.after(protocol::load_report_period, [this] { measure_load(); });
    arm_timer();
    return success;
}

void EngineDriver::heard(const protocol::ToPeer& message) {
    std::visit(
        Overloaded{[&](const protocol::Heartbeat& heartbeat) { feed(input::FromPeer{heartbeat}); },
                   [&](const protocol::FlowQuestion& question) {
                       const auto asker = flow_peers_.find(question.from);
                       if (asker != flow_peers_.end()) {
                           peers_->send(asker->second,
                                        protocol::FlowAnswer{config_.name, question.flow,
                                                             data_path_.serves(question.flow)});
                       }
                   },
                   [&](const protocol::FlowAnswer& answer) { steering_->hear(answer); },
                   [&](const protocol::ClientHomes& homes) { clients_.hear(homes); },
                   [&](const protocol::EngineLoad& load) { steering_->set_load(load); }},
        message);
}

void EngineDriver::tell_peers(const protocol::ClientHomes& homes) {
    for (const auto& [name, address] : flow_peers_) {
        peers_->send(address, homes);
    }
}

void EngineDriver::tell_everything(Ipv4Address peer) {
    for (const protocol::ClientHomes& homes : clients_.all()) {
        peers_->send(peer, homes);
    }
}

void EngineDriver::ask_peers(const spreading::Question& question) {
    for (const protocol::EngineName& name : question.to) {
        if (const auto peer = flow_peers_.find(name); peer != flow_peers_.end()) {
            peers_->send(peer->second, question.question);
        }
    }
}

Result<void> EngineDriver::open_addresses(std::unique_ptr<VipDevice> device) {
    const std::vector<Interface> interfaces = list_interfaces();
    const auto front = std::find_if(interfaces.begin(), interfaces.end(), [&](const Interface& i) {
        return i.name == config_.vip_interface;
    });
    if (front == interfaces.end()) {
        return bad_input(
            fmt::format("vip_interface: there is no Ethernet interface {}; there are {}",
                        config_.vip_interface, names_of(interfaces)));
    }
    auto table = InterfaceTable::open(loop_, device->index());
    if (!table.has_value()) {
        return table.error();
    }
    interfaces_ = std::move(*table);
    auto addresses = Addresses::open(std::move(device));
    if (!addresses.has_value()) {
        return addresses.error();
    }
    addresses_ = std::move(*addresses);
    data_path_.keep_clients(&clients_);
    data_path_.steer_from(front->index);
    steering_ = std::make_unique<Steering>(
        loop_, config_.name, *front, addresses_->device(), data_path_,
        [this](const spreading::Question& question) { ask_peers(question); });
    log::info(config_.name, "holds its addresses on {}", addresses_->device().name());
    return success;
}

void EngineDriver::stop() {
    if (std::exchange(stopping_, true)) {
        return;
    }
    stop_timer_.after(stop_max, [this] {
        log::error(config_.name, "did not stop within {}", holdfast::to_string(stop_max));
        carry_out(effect::Exit{});
    });
    feed(input::StopRequested{});
}

void EngineDriver::feed(const engine::Input& input) {
    CHECK(!stepping_, "an effect gave an input before the effects behind it were carried out");
    stepping_ = true;
    for (const engine::Effect& next : core_.step(loop_.now(), input)) {
        std::visit([this](const auto& one) { carry_out(one); }, next);
    }
    stepping_ = false;
    arm_timer();
}

void EngineDriver::arm_timer() {
    const std::optional<Instant> next = core_.next_timeout();
    if (next == armed_for_) {
        return;
    }
    armed_for_ = next;
    if (next) {
        core_timer_.at(*next, [this] { timer_fired(); });
    } else {
        core_timer_.cancel();
    }
}

void EngineDriver::timer_fired() {
    armed_for_.reset();
    // What arrived while this process had no processor counts before its absence does.
    peers_->drain();
    if (pings_ != nullptr) {
        pings_->drain();
    }
    const std::optional<Instant> next = core_.next_timeout();
    if (next && *next <= loop_.now()) {
        armed_for_.reset();
        feed(input::TimerFired{});
    } else {
        arm_timer();
    }
}

void EngineDriver::write_statistics() {
    const auto written = write_aside(*config_.statistics_file,
                                     statistics_text(config_.name, loop_.now(), data_path_));
    if (!written.has_value()) {
        log::warning("statistics", "{}", written.error().message);
    }
    statistics_timer_.after(statistics_period, [this] { write_statistics(); });
}

void EngineDriver::sample_counters() {
    const Duration clock =
        std::chrono::duration_cast<Duration>(std::chrono::system_clock::now().time_since_epoch());
    for (const auto& [service, counters] : data_path_.counters()) {
        if (data_path_.is_open(service)) {
            reporter_.sampled(loop_.now(), service, {clock, *counters});
        }
    }
    arm_reports();
    sample_timer_.after(config_.metrics_period, [this] { sample_counters(); });
}

void EngineDriver::measure_load() {
    measure_timer_.after(protocol::load_report_period, [this] { measure_load(); });
    feed(input::LoadTaken{
        meter_.measure(loop_.now(), processor_.since_last_asked(), data_path_.count_open())});
}

void EngineDriver::tell_load() {
    load_timer_.after(protocol::load_period, [this] { tell_load(); });
    const protocol::EngineLoad load{
        config_.name, static_cast<std::uint16_t>(
                          std::lround(load_.since_last_asked() * protocol::processor_max))};
    steering_->set_load(load);
    if (!steering_->spreads()) {
        return;
    }
    for (const auto& [name, address] : flow_peers_) {
        peers_->send(address, load);
    }
}

void EngineDriver::arm_reports() {
    if (const auto next = reporter_.next_timeout()) {
        report_timer_.at(*next, [this] { send_reports(); });
    } else {
        report_timer_.cancel();
    }
}

void EngineDriver::send_reports() {
    for (const engine::OutgoingReport& out : reporter_.due(loop_.now())) {
        controllers_->send(out.link, out.report);
    }
    arm_reports();
}

void EngineDriver::carry_out(const effect::AddAddress& effect) {
    if (!effect.answered && !std::exchange(unanswered_permitted_, true)) {
        if (const auto permitted = permit_unanswered_addresses(config_.vip_interface);
            permitted.has_error()) {
            log::error(config_.name, "{}", permitted.error().message);
        }
    }
    const auto done = is_virtual(effect.address)
                          ? router_->add(effect.address, effect.lease)
                          : addresses_->add(effect.address, effect.lease, effect.answered);
    if (!done.has_value()) {
        log::error(config_.name, "{}", done.error().message);
    }
}

void EngineDriver::carry_out(const effect::RemoveAddress& effect) {
    const auto done = is_virtual(effect.address) ? router_->remove(effect.address)
                                                 : addresses_->remove(effect.address);
    if (!done.has_value()) {
        log::error(config_.name, "{}", done.error().message);
    }
}

void EngineDriver::carry_out(const effect::AnnounceAddress& effect) {
    if (is_virtual(effect.address)) {
        if (const auto done = router_->announce(effect.address); !done.has_value()) {
            log::warning(config_.name, "{}", done.error().message);
        }
        return;
    }
    const Interface* interface =
        announcing_interface(interfaces_->interfaces(), effect.address, config_.vip_interface);
    const auto done = interface == nullptr
                          ? Result<void>(failed(fmt::format("cannot announce {}: {} is gone",
                                                            holdfast::to_string(effect.address),
                                                            config_.vip_interface)))
                          : announcer_->announce(*interface, effect.address);
    if (!done.has_value()) {
        interfaces_->forget();
        log::warning(config_.name, "{}", done.error().message);
    }
}

void EngineDriver::carry_out(const effect::SetRouting& effect) {
    if (const auto done = set_kernel_parameter("net.ipv4.ip_forward", effect.forward ? "1" : "0");
        !done.has_value()) {
        log::error(config_.name, "{}", done.error().message);
    }
    router_.reset();
    if (!effect.virtual_mac) {
        return;
    }
    for (const Ipv4Address address : effect.addresses) {  // they come back with their next renewal
        if (const auto done = addresses_->remove(address); !done.has_value()) {
            log::error(config_.name, "{}", done.error().message);
        }
    }
    auto router = VirtualRouter::open(interfaces_->interfaces(), config_.vip_interface,
                                      *effect.virtual_mac, effect.addresses);
    if (router.has_value()) {
        router_ = std::move(*router);
    } else {
        log::error(config_.name, "no virtual MAC: {}", router.error().message);
    }
}

bool EngineDriver::is_virtual(Ipv4Address address) const {
    return router_ != nullptr && router_->is_for(address);
}

void EngineDriver::carry_out(const effect::AskOwner& effect) {
    if (answers_ == nullptr) {
        auto listener = ArpListener::open(
            loop_, [this](Ipv4Address address) { feed(input::ForeignAnswer{address}); });
        if (!listener.has_value()) {
            log::error(config_.name, "{}", listener.error().message);
            return;
        }
        answers_ = std::move(*listener);
    }
    const Interface* interface =
        announcing_interface(interfaces_->interfaces(), effect.address, config_.vip_interface);
    if (interface == nullptr) {
        return;  // nobody can answer where no interface is
    }
    if (const auto asked = announcer_->ask(*interface, effect.address); !asked.has_value()) {
        interfaces_->forget();
        log::warning(config_.name, "{}", asked.error().message);
    }
}

void EngineDriver::carry_out(const effect::AskGateway& effect) {
    if (pings_ == nullptr) {
        auto pings = Pings::open(loop_, static_cast<std::uint16_t>(::getpid()),
                                 [this](Ipv4Address gateway, std::uint16_t sequence) {
                                     feed(input::GatewayAnswered{gateway, sequence});
                                 });
        if (!pings.has_value()) {
            log::error(config_.name, "{}", pings.error().message);
            return;
        }
        pings_ = std::move(*pings);
    }
    pings_->ask(effect.gateway, effect.sequence);
}

void EngineDriver::carry_out(const effect::OpenService& effect) {
    data_path_.open(effect.service);
    if (const auto steered = steering_->open(effect.service); steered.has_error()) {
        log::error(config_.name, "{}", steered.error().message);
    }
}

void EngineDriver::carry_out(const effect::CloseService& effect) {
    steering_->close(effect.service);
    data_path_.close(effect.service);
}

void EngineDriver::carry_out(const effect::SetServerState& effect) {
    data_path_.set_server_state(effect.server, effect.up);
}

void EngineDriver::carry_out(const effect::SetPeerHeard& effect) {
    steering_->set_heard(effect.peer, effect.heard);
    const auto peer = flow_peers_.find(effect.peer);
    if (effect.heard && peer != flow_peers_.end()) {  // it may have lost its memory meanwhile
        tell_everything(peer->second);
    }
}

void EngineDriver::carry_out(const effect::SetFlowPeers& effect) {
    const auto before = std::exchange(flow_peers_, {});
    for (const protocol::Peer& peer : effect.peers) {
        flow_peers_[peer.name] = peer.heartbeat_address;
        if (!before.contains(peer.name)) {
            tell_everything(peer.heartbeat_address);
        }
    }
    steering_->set_probes(effect.probes);
}

void EngineDriver::carry_out(const effect::CheckServer& effect) {
    checks_.check(effect);
}

void EngineDriver::carry_out(const effect::SendHeartbeat& effect) {
    peers_->send(effect.to, effect.heartbeat);
}

void EngineDriver::carry_out(const effect::SendToController& effect) {
    controllers_->send(effect.message);
}

void EngineDriver::carry_out(const effect::Note& effect) {
    log::info(config_.name, "{}", effect.text);
}

void EngineDriver::carry_out(const effect::Exit&) {
    stop_timer_.cancel();
    if (const auto done = addresses_->remove_all(); !done.has_value()) {
        log::error(config_.name, "{}", done.error().message);
    }
    controllers_->finish(goodbye_max, [this] { loop_.stop(); });
}

}  // namespace holdfast::reference::shell
