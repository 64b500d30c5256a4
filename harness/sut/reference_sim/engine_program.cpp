// SPDX-License-Identifier: Apache-2.0
#include "harness/sut/reference_sim/engine_program.h"

#include <fmt/format.h>

#include <utility>

#include "base/check.h"
#include "base/overloaded.h"
#include "harness/sut/reference_sim/defects/defect.h"
#include "reference/engine/service_engine.h"
#include "reference/protocol/controllers.h"
#include "reference/protocol/encoding.h"

namespace holdfast::harness::sut::reference_sim {

namespace {

namespace input = reference::engine::input;
namespace effect = reference::engine::effect;
namespace protocol = reference::protocol;

constexpr std::uint16_t controller_port = 8443;
constexpr std::uint16_t heartbeat_port = 9001;
constexpr std::uint16_t ping_identifier = 1;
// As the daemon's first pause between two attempts to connect.
constexpr Duration reconnect_after = 100ms;
// The daemon's default.
constexpr Duration metrics_period = 5s;

reference::engine::Core make_core(const reference::engine::ServiceEngineOptions& options) {
    auto engine = std::make_shared<reference::engine::ServiceEngine>(options);
    return {
        [engine](Instant now, const reference::engine::Input& in) { return engine->step(now, in); },
        [engine] { return engine->next_timeout(); }};
}

}  // namespace

EngineProgram::EngineProgram(std::string node, EngineSetting setting, std::string defect,
                             std::shared_ptr<Disk> disk)
    : node_(std::move(node)),
      setting_(std::move(setting)),
      defect_(std::move(defect)),
      disk_(std::move(disk)) {}

void EngineProgram::start(sim::ProgramContext& context) {
    context_ = &context;
    checks_ = std::make_unique<SimServerChecks>(
        context, [this](const input::ServerChecked& checked) { feed(checked); });
    Rng chance = context.rng();
    const reference::engine::ServiceEngineOptions options{
        .name = node_,
        .se_group = setting_.group,
        .heartbeat_address = setting_.heartbeat_address,
        .boot_id = 1 + chance.below(1'000'000'000'000),
        .interfaces = setting_.interfaces,
        .default_gateways = setting_.default_gateways,
        .data_link = context.hardware_address(setting_.front),
    };
    core_ =
        defects::with_clock_of(defect_, defects::with_defect(defect_, make_core(options), options),
                               [this] { return context_->wall_clock() - context_->now(); });
    reporter_ = std::make_unique<reference::engine::Reporter>(
        reference::engine::ReporterOptions{.engine = node_, .boot_id = options.boot_id});
    data_path_ = std::make_unique<SimDataPath>(
        context,
        [this](const protocol::ServiceName& service, const auto& request) {
            reporter_->served(context_->now(), service, request);
            set_report_timer();
        },
        [this](const protocol::ClientHomes& homes) { steering_->tell_peers(homes); });
    steering_ = std::make_unique<SimSteering>(
        context, node_, *data_path_,
        [this](Ipv4Address to, const protocol::ToPeer& message) { send_to_peer(to, message); });
    context.set_timer(context.now() + metrics_period, [this] { sample_counters(); });
    meter_.emplace(context.now());
    context.set_timer(context.now() + protocol::load_report_period, [this] { measure_load(); });
    steering_->tell_load();
    CHECK(context.bind_udp(heartbeat_port).has_value(), "port {} of {} is taken", heartbeat_port,
          node_);
    for (const Ipv4Address controller : setting_.controllers) {
        wanted_controllers_.insert(controller);
        connect(controller);
    }
    set_timer();
}

void EngineProgram::terminate() {
    feed(input::StopRequested{});
}

void EngineProgram::connect(Ipv4Address controller) {
    const sim::StreamId stream = context_->connect({controller, controller_port});
    controllers_[stream] = controller;
    context_->notice_dead_peer(stream, setting_.dead_controller);
}

void EngineProgram::refuse(sim::StreamId stream, const std::string& why) {
    note(fmt::format("{} refuses a line: {}", node_, why));
    context_->abort(stream);
    disconnected(stream);
}

void EngineProgram::reporter_heard(const sim::StreamEvent& event) {
    const auto message = protocol::decode_to_reporter(event.line);
    if (!message) {
        refuse(event.stream, message.error().message);
        return;
    }
    std::visit(Overloaded{[&](const protocol::Collects& collects) {
                              reporter_->said(context_->now(), event.stream, collects);
                          },
                          [&](const protocol::ReportTaken& taken) {
                              reporter_->taken(context_->now(), event.stream, taken);
                          }},
               *message);
    set_report_timer();
}

void EngineProgram::sample_counters() {
    context_->set_timer(context_->now() + metrics_period, [this] { sample_counters(); });
    for (const auto& [service, counters] : data_path_->counters()) {
        reporter_->sampled(context_->now(), service, {context_->now().since_start(), counters});
    }
    set_report_timer();
}

void EngineProgram::measure_load() {
    context_->set_timer(context_->now() + protocol::load_report_period, [this] { measure_load(); });
    feed(input::LoadTaken{
        meter_->measure(context_->now(), context_->processor_load(), data_path_->counters())});
}

void EngineProgram::set_report_timer() {
    context_->cancel_timer(report_timer_);
    report_timer_ = 0;
    if (const auto next = reporter_->next_timeout()) {
        report_timer_ = context_->set_timer(*next, [this] {
            report_timer_ = 0;
            for (const auto& out : reporter_->due(context_->now())) {
                context_->send_line(out.link, protocol::encode(out.report));
            }
            set_report_timer();
        });
    }
}

void EngineProgram::heard(const sim::StreamEvent& event) {
    if (const auto told = protocol::decode_controllers(event.line)) {
        if (choice_.obeyed() == event.stream) {
            follow(controllers_.at(event.stream), told->addresses);
        }
        return;
    }
    if (protocol::is_to_reporter(event.line)) {
        reporter_heard(event);
        return;
    }
    const auto message = protocol::decode_to_engine(event.line);
    if (!message) {
        refuse(event.stream, message.error().message);
    } else if (const auto* leadership = std::get_if<protocol::Leadership>(&*message)) {
        tell(choice_.said(event.stream, *leadership));
    } else if (choice_.obeyed() == event.stream) {
        feed(input::FromController{*message});
    }
}

void EngineProgram::disconnected(sim::StreamId stream) {
    const Ipv4Address controller = controllers_.at(stream);
    controllers_.erase(stream);
    reporter_->lost(context_->now(), stream);
    set_report_timer();
    tell(choice_.lost(stream));
    context_->set_timer(context_->now() + reconnect_after, [this, controller] {
        if (wanted_controllers_.contains(controller)) {
            connect(controller);
        }
    });
}

// As the daemon's links: the leader says who the controllers are.
void EngineProgram::follow(Ipv4Address leader, const std::vector<Ipv4Address>& controllers) {
    const std::set<Ipv4Address> before = std::exchange(
        wanted_controllers_, std::set<Ipv4Address>(controllers.begin(), controllers.end()));
    wanted_controllers_.insert(leader);
    std::vector<sim::StreamId> dropped;
    for (const auto& [stream, controller] : controllers_) {
        if (!wanted_controllers_.contains(controller)) {
            dropped.push_back(stream);
        }
    }
    for (const sim::StreamId stream : dropped) {
        context_->close(stream);
        controllers_.erase(stream);
        reporter_->lost(context_->now(), stream);
        tell(choice_.lost(stream));
    }
    set_report_timer();
    for (const Ipv4Address controller : wanted_controllers_) {
        if (!before.contains(controller)) {
            connect(controller);
        }
    }
}

void EngineProgram::tell(reference::engine::ControllerChange change) {
    if (change.disconnected) {
        feed(input::ControllerDisconnected{});
    }
    if (change.connected) {
        feed(input::ControllerConnected{});
    }
}

void EngineProgram::receive(const sim::Datagram& datagram) {
    if (datagram.to.port != heartbeat_port) {
        data_path_->receive(datagram);
        return;
    }
    if (const auto message = protocol::decode_to_peer(datagram.payload)) {
        peer_heard(*message);
    }
}

void EngineProgram::refused(const sim::DatagramRefused& refusal) {
    data_path_->refused(refusal);
}

void EngineProgram::peer_heard(const protocol::ToPeer& message) {
    std::visit(
        Overloaded{[&](const protocol::Heartbeat& heartbeat) { feed(input::FromPeer{heartbeat}); },
                   [&](const protocol::FlowQuestion& question) { steering_->answer(question); },
                   [&](const protocol::FlowAnswer& answer) { steering_->hear(answer); },
                   [&](const protocol::ClientHomes& homes) { data_path_->hear(homes); },
                   [&](const protocol::EngineLoad& load) { steering_->set_load(load); }},
        message);
}

void EngineProgram::send_to_peer(Ipv4Address to, const protocol::ToPeer& message) {
    context_->send_udp({setting_.heartbeat_address, heartbeat_port}, {to, heartbeat_port},
                       protocol::encode(message));
}

void EngineProgram::shown(sim::PacketShown& packet) {
    steering_->shown(packet);
}

void EngineProgram::stream(const sim::StreamEvent& event) {
    using Kind = sim::StreamEvent::Kind;
    if (checks_->stream(event)) {
        return;
    }
    if (!controllers_.contains(event.stream)) {
        data_path_->stream(event);
    } else if (event.kind == Kind::line) {
        heard(event);
    } else if (event.kind != Kind::opened) {
        disconnected(event.stream);
    }
}

void EngineProgram::answered(const sim::PingAnswer& answer) {
    if (!checks_->answered(answer)) {
        feed(input::GatewayAnswered{answer.from, answer.sequence});
    }
}

void EngineProgram::owner_answered(Ipv4Address address) {
    feed(input::ForeignAnswer{address});
}

void EngineProgram::carrier_changed(const std::string& segment, bool up) {
    if (segment == setting_.front) {
        feed(input::DataLinkChanged{up});
    }
}

void EngineProgram::feed(const reference::engine::Input& in) {
    for (const auto& effect : core_.step(context_->now(), in)) {
        carry_out(effect);
    }
    set_timer();
}

void EngineProgram::carry_out(const reference::engine::Effect& wanted) {
    std::visit(
        Overloaded{
            [&](const effect::AddAddress& add) {
                context_->add_address(add.address, add.lease, setting_.front, add.answered);
            },
            [&](const effect::RemoveAddress& remove) { context_->remove_address(remove.address); },
            [&](const effect::AnnounceAddress& announce) {
                context_->announce(announce.address, setting_.front);
            },
            [&](const effect::SetRouting& routing) {
                context_->set_ip_forwarding(routing.forward);
                context_->use_virtual_mac(routing.virtual_mac, routing.addresses);
            },
            [&](const effect::AskOwner& ask) {
                context_->ask_other_owners(ask.address, setting_.front);
            },
            [&](const effect::AskGateway& ask) {
                context_->ping(ask.gateway, ping_identifier, ask.sequence);
            },
            [&](const effect::OpenService& open) {
                data_path_->open(open.service);
                steering_->open(open.service);
            },
            [&](const effect::CloseService& close) {
                steering_->close(close.service);
                data_path_->close(close.service);
            },
            [&](const effect::SetPeerHeard& set) { steering_->set_heard(set.peer, set.heard); },
            [&](const effect::SetFlowPeers& set) { steering_->set_peers(set); },
            [&](const effect::SetServerState& state) {
                data_path_->set_server_state(state.server, state.up);
            },
            [&](const effect::CheckServer& wanted_check) { checks_->check(wanted_check); },
            [&](const effect::SendHeartbeat& send) { send_to_peer(send.to, send.heartbeat); },
            [&](const effect::SendToController& send) {
                if (const auto leader = choice_.obeyed()) {
                    context_->send_line(*leader, protocol::encode(send.message));
                }
            },
            [&](const effect::Note& told) { note(told.text); },
            [&](const effect::Exit&) {
                for (const auto& [stream, controller] : controllers_) {
                    context_->close(stream);
                }
                context_->exit();
            },
        },
        wanted);
}

void EngineProgram::set_timer() {
    context_->cancel_timer(timer_);
    timer_ = 0;
    if (const auto next = core_.next_timeout()) {
        timer_ = context_->set_timer(*next, [this] {
            timer_ = 0;
            feed(input::TimerFired{});
        });
    }
}

void EngineProgram::note(const std::string& text) {
    disk_->log.push_back(fmt::format("{} {}", to_string(context_->now()), text));
}

}  // namespace holdfast::harness::sut::reference_sim
