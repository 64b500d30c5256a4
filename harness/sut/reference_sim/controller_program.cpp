// SPDX-License-Identifier: Apache-2.0
#include "harness/sut/reference_sim/controller_program.h"

#include <fmt/format.h>

#include <utility>

#include "base/check.h"
#include "base/overloaded.h"
#include "harness/sut/reference_sim/defects/defect.h"
#include "harness/workload/api_message.h"
#include "reference/cluster/recovery.h"
#include "reference/protocol/encoding.h"

namespace holdfast::harness::sut::reference_sim {

namespace {

namespace cluster = reference::cluster;
namespace effect = cluster::effect;
namespace input = cluster::input;

constexpr std::uint16_t engine_port = 8443;
constexpr std::uint16_t api_port = 443;

}  // namespace

ControllerProgram::ControllerProgram(ControllerSetting setting, std::string defect,
                                     std::shared_ptr<Disk> disk,
                                     std::shared_ptr<ControllerProgram*> running)
    : setting_(std::move(setting)),
      defect_(std::move(defect)),
      disk_(std::move(disk)),
      running_(std::move(running)) {}

ControllerProgram::~ControllerProgram() {
    if (*running_ == this) {
        *running_ = nullptr;
    }
}

void ControllerProgram::start(sim::ProgramContext& context) {
    context_ = &context;
    *running_ = this;
    for (const std::uint16_t port : {engine_port, api_port, PeerStreams::port}) {
        CHECK(context.listen(port), "port {} of {} is taken", port, context.node());
    }
    begin();
}

void ControllerProgram::begin() {
    log_.emplace(*disk_->memory);
    const auto touched = defects::before_disk_is_read(defect_, *disk_->memory);
    auto opened = touched ? log_->open() : Result<reference::storage::Opened>(touched.error());
    if (!opened) {
        // A daemon says so and ends, as on a disk that is full; whoever runs it starts it again.
        note("cannot read its disk: " + opened.error().message);
        over_ = true;
        context_->exit();
        return;
    }
    for (const std::string& told : opened->notes) {
        note(told);
    }
    cluster::NodeOptions options = setting_.node;
    Rng chance = context_->rng();
    options.seed = chance.below(1ULL << 62U);
    options.secret = fmt::format("{:032x}", chance.below(1ULL << 62U));
    if (disk_->reset) {
        options.initial_members = {{options.name, options.address}};
        options.joins = disk_->reset->joins;
    }
    peers_.emplace(
        *context_, cluster::Hello{options.name, options.version, "", options.address},
        [this](const std::string& host) { return context_->resolve(host); },
        [this](const cluster::Input& in) { feed(in); });
    core_ = defects::with_defect(
        defect_, cluster::core_of(
                     options, std::move(opened->stored), context_->now(),
                     [defect = defect_](const auto& controller_options, const auto& records) {
                         auto core = reference::controller::make_core(controller_options, records);
                         return core ? Result<reference::controller::Core>(
                                           defects::with_defect(defect, std::move(*core)))
                                     : core;
                     }));
    take(core_.start(context_->now()));
}

void ControllerProgram::terminate() {
    feed(input::StopRequested{});
}

// ---- what comes in

void ControllerProgram::stream(const sim::StreamEvent& event) {
    if (over_ || peers_->take(event)) {
        return;
    }
    if (event.local.port == engine_port) {
        engine_stream(event);
    } else {
        client_stream(event);
    }
}

void ControllerProgram::engine_stream(const sim::StreamEvent& event) {
    using Kind = sim::StreamEvent::Kind;
    if (event.kind == Kind::accepted) {
        const auto engine = setting_.engines.find(event.remote.address);
        if (engine == setting_.engines.end()) {
            context_->abort(event.stream);
            return;
        }
        engines_.insert(event.stream);
        feed(input::EngineConnected{event.stream, engine->second});
    } else if (event.kind == Kind::line) {
        engine_line(event);
    } else {
        engines_.erase(event.stream);
        feed(input::EngineDisconnected{event.stream});
    }
}

void ControllerProgram::engine_line(const sim::StreamEvent& event) {
    std::string trouble;
    if (reference::protocol::is_report(event.line)) {
        const auto report = reference::protocol::decode_report(event.line);
        if (report) {
            feed(input::FromReporter{event.stream, *report});
            return;
        }
        trouble = report.error().message;
    } else {
        const auto message = reference::protocol::decode_to_controller(event.line);
        if (message) {
            feed(input::FromEngine{event.stream, *message});
            return;
        }
        trouble = message.error().message;
    }
    note("refuses a line: " + trouble);
    context_->abort(event.stream);
    feed(input::EngineDisconnected{event.stream});
}

void ControllerProgram::client_stream(const sim::StreamEvent& event) {
    if (event.kind != sim::StreamEvent::Kind::line) {
        return;  // answers to a client that is gone lead nowhere
    }
    auto asked = workload::decode_api_request(event.line);
    if (!asked) {
        context_->abort(event.stream);
        return;
    }
    clients_[++requests_] = {event.stream, asked->id};
    feed(input::ApiRequest{requests_,
                           {.method = asked->message.method,
                            .target = asked->message.target,
                            .headers = std::move(asked->message.headers),
                            .body = std::move(asked->message.body),
                            .remote = to_string(event.remote.address)}});
}

std::optional<std::uint64_t> ControllerProgram::ask(const std::string& method,
                                                    const std::string& path,
                                                    const std::string& body) {
    const std::uint64_t id = ++requests_;
    // A torn write may kill the program in the middle of this.
    const bool asked = context_->call([&] {
        feed(
            input::ApiRequest{id, {.method = method, .target = path, .body = body, .local = true}});
    });
    return asked ? std::optional(id) : std::nullopt;
}

std::optional<ApiAnswer> ControllerProgram::answer(std::uint64_t request) {
    const auto found = answers_.find(request);
    if (found == answers_.end()) {
        return std::nullopt;
    }
    ApiAnswer out = std::move(found->second);
    answers_.erase(found);
    return out;
}

void ControllerProgram::feed(const cluster::Input& in) {
    if (stepping_) {
        later_.push_back([this, in] { feed(in); });
    } else if (!over_) {
        take(core_.step(context_->now(), in));
    }
}

// ---- what comes out

void ControllerProgram::take(const cluster::Effects& effects) {
    stepping_ = true;
    for (const cluster::Effect& effect : effects) {
        if (!over_) {
            carry_out(effect);
        }
    }
    stepping_ = false;
    for (const auto& work : std::exchange(later_, {})) {
        work();
    }
    if (!over_) {
        set_timer();
    }
}

void ControllerProgram::carry_out(const cluster::Effect& wanted) {
    std::visit(
        Overloaded{
            [&](const effect::ConnectPeers& connect) { peers_->connect(connect); },
            [&](const effect::SendToPeer& send) { peers_->send(send.peer, send.message); },
            [&](const effect::Persist& persist) { write(persist.write); },
            [&](const effect::ClearDamage&) { CHECK(log_->clear_damage().has_value(), "disk"); },
            [&](const effect::ResetToFactory& wanted_reset) { reset(wanted_reset); },
            [&](const effect::StandAlone& stand) { stand_alone(stand.how); },
            [&](const effect::TellControllers& tell) {
                context_->send_line(tell.connection, reference::protocol::encode(tell.controllers));
            },
            [&](const effect::CheckPassword& check) {
                feed(input::PasswordChecked{check.id, check.password == check.hash});
            },
            [&](const effect::HashPassword& hash) {
                feed(input::PasswordHashed{hash.id, hash.password});
            },
            [&](const effect::CloseConnection& close) { context_->close(close.connection); },
            [&](const effect::Note& told) { note(told.text); },
            [&](const effect::SendToEngine& send) {
                context_->send_line(send.connection, reference::protocol::encode(send.message));
            },
            [&](const effect::SendToReporter& send) {
                context_->send_line(send.connection, reference::protocol::encode(send.message));
            },
            [&](const effect::ApiResponse& response) { respond(response); },
            [&](const effect::HoldClusterAddress& hold) {
                context_->add_address(hold.address, hold.lease, setting_.management);
            },
            [&](const effect::ReleaseClusterAddress& release) {
                context_->remove_address(release.address);
            },
            [&](const effect::AnnounceClusterAddress& announce) {
                context_->announce(announce.address, setting_.management);
            },
            [&](const effect::Exit&) {
                over_ = true;
                context_->exit();
            },
        },
        wanted);
}

// A write that takes no time is done at once; a slow disk's sync is an event of its own.
void ControllerProgram::write(const reference::consensus::effect::Persist& persist) {
    if (const auto written = log_->write(persist); !written) {
        feed(input::DiskFailed{written.error().message});
        return;
    }
    const Duration delay = disk_->memory->delay();
    if (delay == 0ns) {
        sync(persist.write);
    } else {
        disk_->memory->count_delayed_sync();
        context_->set_timer(context_->now() + delay, [this, id = persist.write] { sync(id); });
    }
}

void ControllerProgram::sync(reference::consensus::WriteId write) {
    if (const auto synced = log_->sync(); !synced) {
        feed(input::DiskFailed{synced.error().message});
        return;
    }
    feed(input::Synced{write});
}

void ControllerProgram::reset(const effect::ResetToFactory& wanted) {
    note("begins anew: " + wanted.reason);
    CHECK(log_->erase().has_value(), "the disk cannot be erased");
    disk_->reset = wanted;
    begin_again();
}

void ControllerProgram::stand_alone(const cluster::StandAlone& how) {
    note("stands alone: " + how.reason);
    reference::storage::LogStore store(*disk_->memory);
    const auto opened = store.open();
    CHECK(opened.has_value(), "the disk cannot be read: {}", opened.error().message);
    const auto write = cluster::alone(setting_.node.name, opened->stored, how);
    CHECK(write.has_value(), "it cannot stand alone: {}", write.error().message);
    CHECK(store.write(*write).has_value() && store.sync().has_value(), "the disk fails");
    begin_again();
}

// What this core had is not the next one's: connections end, as when a process starts anew.
void ControllerProgram::begin_again() {
    peers_->abort_all();
    for (const sim::StreamId engine : std::exchange(engines_, {})) {
        context_->abort(engine);
    }
    for (const auto& [request, client] : std::exchange(clients_, {})) {
        context_->abort(client.stream);
    }
    later_.clear();
    later_.emplace_back([this] { begin(); });
}

void ControllerProgram::respond(const effect::ApiResponse& response) {
    const auto client = clients_.find(response.id);
    if (client == clients_.end()) {
        answers_[response.id] = {response.response.status, response.response.body};
        return;
    }
    context_->send_line(
        client->second.stream,
        workload::encode(workload::Numbered<workload::ApiResponse>{
            client->second.id,
            {response.response.status, response.response.headers, response.response.body}}));
    clients_.erase(client);
}

void ControllerProgram::set_timer() {
    context_->cancel_timer(timer_);
    timer_ = 0;
    if (const auto next = core_.next_timeout()) {
        timer_ = context_->set_timer(*next, [this] {
            timer_ = 0;
            feed(input::TimerFired{});
        });
    }
}

void ControllerProgram::note(const std::string& text) {
    disk_->log.push_back(fmt::format("{} {}", to_string(context_->now()), text));
}

}  // namespace holdfast::harness::sut::reference_sim
