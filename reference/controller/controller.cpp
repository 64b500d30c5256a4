// SPDX-License-Identifier: Apache-2.0
#include "reference/controller/controller.h"

#include <algorithm>

#include "reference/controller/api_requests.h"
#include "reference/controller/cloud.h"
#include "reference/controller/configuration.h"
#include "reference/controller/disabling.h"
#include "reference/controller/engines.h"
#include "reference/controller/factory.h"
#include "reference/controller/gateways.h"
#include "reference/controller/rebalancing.h"
#include "reference/controller/scaling.h"
#include "reference/controller/settlement.h"
#include "reference/controller/system_state.h"

namespace holdfast::reference::controller {

struct Controller::State : SystemState {
    using SystemState::SystemState;
};

namespace {

// What follows from a changed state: places, configurations, states of services.
void conclude(SystemState& s) {
    while (s.unsettled.any()) {
        settle(s);
        provision(s);
        end_empty_partitions(s);
        begin_relief(s);
        begin_gateway_relief(s);
        send_configurations(s);
        update_service_states(s);
        s.unsettled = {};
        proceed_with_scalings(s);
        empty_disabled_engines(s);
    }
}

// The records come first. Whoever gets an answer can rely on it; and a controller that died after
// telling an engine to take over, and forgot it, would tell the other one too (INV-1).
void commit(SystemState& s) {
    s.dirty = false;
    if (std::vector<Change> changes = take_changes(s); !changes.empty()) {
        s.effects.insert(s.effects.begin(), effect::Commit{std::move(changes)});
    }
}

void timers_fired(SystemState& s) {
    liveness_timers_fired(s);
    expire_moves(s);
    expire_scalings(s);
    gateway_timers_fired(s);
    cloud_timers_fired(s);
    rebalance_groups(s);
}

void answer_request(SystemState& s, const input::ApiRequest& request) {
    const api::Answer answer = execute(s, request);
    conclude(s);
    s.effects.push_back(
        effect::ApiResponse{request.id, answer.status, answer.body, answer.headers});
}

void dispatch(SystemState& s, const Input& input) {
    if (std::holds_alternative<input::TimerFired>(input)) {
        timers_fired(s);
    } else if (const auto* connected = std::get_if<input::EngineConnected>(&input)) {
        engine_connected(s, *connected);
    } else if (const auto* disconnected = std::get_if<input::EngineDisconnected>(&input)) {
        engine_disconnected(s, *disconnected);
    } else if (const auto* message = std::get_if<input::FromEngine>(&input)) {
        from_engine(s, *message);
    } else if (const auto* request = std::get_if<input::ApiRequest>(&input)) {
        answer_request(s, *request);
    } else if (const auto* event = std::get_if<input::OutsideEvent>(&input)) {
        report(s, event->event_id, event->object, event->description);
    } else if (const auto* notice = std::get_if<input::CloudNotice>(&input)) {
        take_cloud_notice(s, *notice);
    }
}

}  // namespace

Effects step(SystemState& s, Instant now, const Input& input) {
    s.now = now;
    s.effects.clear();
    watch_restored(s);
    dispatch(s, input);
    conclude(s);
    if (s.dirty) {
        commit(s);
    }
    return std::move(s.effects);
}

Controller::Controller(ControllerOptions options)
    : state_(std::make_unique<State>(std::move(options))) {
    add_factory_objects(*state_);
}
Controller::~Controller() = default;
Controller::Controller(Controller&&) noexcept = default;
Controller& Controller::operator=(Controller&&) noexcept = default;

Result<void> Controller::restore(const Records& records) {
    auto fresh = std::make_unique<State>(state_->options);
    if (Result<void> read = read_records(*fresh, records); read.has_error()) {
        return read;
    }
    state_ = std::move(fresh);
    return success;
}

Effects Controller::step(Instant now, const Input& input) {
    return controller::step(*state_, now, input);
}

std::optional<Instant> Controller::next_timeout() const {
    const SystemState& s = *state_;
    if (s.engines_unwatched) {
        return Instant{};
    }
    std::optional<Instant> next = next_liveness_timeout(s);
    for (const auto& other :
         {s.moves.next_timeout(), next_scaling_timeout(s), next_gateway_timeout(s),
          next_cloud_timeout(s), next_rebalancing(s)}) {
        if (other) {
            next = std::min(next.value_or(Instant::never()), *other);
        }
    }
    return next;
}

}  // namespace holdfast::reference::controller
