// SPDX-License-Identifier: Apache-2.0
#include "harness/sut/reference_sim/controller_program.h"

#include <fmt/format.h>

#include "base/check.h"
#include "base/overloaded.h"
#include "harness/sut/reference_sim/defects/defect.h"
#include "reference/controller/controller.h"
#include "reference/protocol/encoding.h"

namespace holdfast::harness::sut::reference_sim {

namespace {

namespace input = reference::controller::input;
namespace effect = reference::controller::effect;

constexpr std::uint16_t controller_port = 8443;

reference::controller::Core make_core(const std::string& node,
                                      const reference::controller::Records& records) {
    auto controller = std::make_shared<reference::controller::Controller>(
        reference::controller::ControllerOptions{.name = node});
    const auto restored = controller->restore(records);
    CHECK(restored.has_value(), "the controller refused its own records: {}",
          restored.error().message);
    return {[controller](Instant now, const reference::controller::Input& in) {
                return controller->step(now, in);
            },
            [controller] { return controller->next_timeout(); }};
}

}  // namespace

ControllerProgram::ControllerProgram(std::string node, std::string defect,
                                     std::shared_ptr<Disk> disk,
                                     std::shared_ptr<ControllerProgram*> running)
    : node_(std::move(node)),
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
    core_ = defects::with_defect(defect_, make_core(node_, disk_->records));
    CHECK(context.listen(controller_port), "port {} of {} is taken", controller_port, node_);
    set_timer();
}

void ControllerProgram::terminate() {
    context_->exit();
}

void ControllerProgram::stream(const sim::StreamEvent& event) {
    using Kind = sim::StreamEvent::Kind;
    switch (event.kind) {
        case Kind::accepted:
            // The engine is known when it registers: simulated streams carry no certificate.
            context_->send_line(event.stream, reference::protocol::encode(
                                                  reference::protocol::Leadership{1, true}));
            return;
        case Kind::line:
            received(event);
            return;
        default:
            feed(input::EngineDisconnected{event.stream});
    }
}

void ControllerProgram::received(const sim::StreamEvent& event) {
    const auto message = reference::protocol::decode_to_controller(event.line);
    if (!message) {
        disk_->log.push_back(fmt::format("{} {} refuses a line: {}", to_string(context_->now()),
                                         node_, message.error().message));
        context_->abort(event.stream);
        feed(input::EngineDisconnected{event.stream});
        return;
    }
    if (const auto* registration = std::get_if<reference::protocol::Register>(&*message)) {
        feed(input::EngineConnected{event.stream, registration->engine});
    }
    feed(input::FromEngine{event.stream, *message});
}

Result<ApiAnswer> ControllerProgram::request(const std::string& method, const std::string& path,
                                             const std::string& body) {
    const std::uint64_t id = ++requests_;
    feed(input::ApiRequest{id, method, path, body});
    const auto found = answers_.find(id);
    CHECK(found != answers_.end(), "{} {} was not answered within its step", method, path);
    ApiAnswer answer = std::move(found->second);
    answers_.erase(found);
    return answer;
}

void ControllerProgram::feed(const reference::controller::Input& in) {
    for (const auto& effect : core_.step(context_->now(), in)) {
        carry_out(effect);
    }
    set_timer();
}

void ControllerProgram::carry_out(const reference::controller::Effect& wanted) {
    std::visit(
        Overloaded{
            [&](const effect::SendToEngine& send) {
                context_->send_line(send.connection, reference::protocol::encode(send.message));
            },
            [&](const effect::CloseConnection& close) { context_->close(close.connection); },
            [&](const effect::ApiResponse& response) {
                answers_[response.id] = {response.status, response.body};
            },
            [&](const effect::Commit& commit) { apply(disk_->records, commit.changes); },
            [&](const effect::Note& note) {
                disk_->log.push_back(fmt::format("{} {}", to_string(context_->now()), note.text));
            },
        },
        wanted);
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

}  // namespace holdfast::harness::sut::reference_sim
