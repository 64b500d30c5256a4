// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <memory>
#include <set>

#include "harness/sut/reference_sim/defects/api_text.h"
#include "harness/sut/reference_sim/defects/controller_defects.h"
#include "harness/sut/reference_sim/defects/wrappers.h"

namespace holdfast::harness::sut::reference_sim::defects {

namespace {

using reference::controller::ConnectionId;
using reference::controller::Core;
using reference::controller::Effect;
using reference::controller::Effects;
using reference::controller::Input;
namespace effect = reference::controller::effect;
namespace input = reference::controller::input;
namespace protocol = reference::protocol;

struct Suspects {
    std::map<ConnectionId, protocol::EngineName> names;
    std::set<protocol::EngineName> suspects;
};

// The second stage is skipped in effect: whatever a suspect answers is not heard.
Core heartbeat_loss_is_death(Core core) {
    return alter_inputs<Core, Effects, Input, Suspects>(
        std::move(core), {},
        [](Suspects& state, Instant, const Input& input) -> std::optional<Input> {
            if (const auto* registration = from_engine<protocol::Register>(input)) {
                state.names[std::get<input::FromEngine>(input).connection] = registration->engine;
            }
            if (const auto* suspected = from_engine<protocol::PeerSuspected>(input)) {
                state.suspects.insert(suspected->peer);
            }
            if (const auto* recovered = from_engine<protocol::PeerRecovered>(input)) {
                state.suspects.erase(recovered->peer);
            }
            if (from_engine<protocol::EchoResponse>(input) != nullptr &&
                state.suspects.contains(
                    state.names[std::get<input::FromEngine>(input).connection])) {
                return std::nullopt;
            }
            return input;
        });
}

/// The timers that an operator sets are others than he thinks.
Core with_timers(Core core, const std::map<std::string, std::string>& timers) {
    return alter_inputs<Core, Effects, Input, Nothing>(
        std::move(core), {},
        [timers](Nothing&, Instant, const Input& original) -> std::optional<Input> {
            const auto* request = std::get_if<input::ApiRequest>(&original);
            if (request == nullptr || request->method != "PUT" ||
                last_word(request->path) != "seproperties") {
                return original;
            }
            Input altered = original;
            for (const auto& [name, value] : timers) {
                altered = with_agent_property(altered, name, value);
            }
            return altered;
        });
}

Core one_echo_is_enough(Core core) {
    return with_timers(std::move(core), {{"controller_echo_miss_limit", "1"},
                                         {"controller_echo_miss_aggressive_limit", "1"}});
}

Core one_missed_heartbeat_is_enough(Core core) {
    return with_timers(std::move(core), {{"controller_heartbeat_miss_limit", "1"}});
}

Core aggressive_by_default(Core core) {
    return alter_inputs<Core, Effects, Input, Nothing>(
        std::move(core), {}, [](Nothing&, Instant, const Input& original) -> std::optional<Input> {
            return creates(original, "serviceenginegroup")
                       ? with_member(original, "aggressive_failure_detection", "true")
                       : original;
        });
}

Core warm_start_forgotten(Core core) {
    return alter_inputs<Core, Effects, Input, Nothing>(
        std::move(core), {}, [](Nothing&, Instant, const Input& original) -> std::optional<Input> {
            const auto* request = std::get_if<input::ApiRequest>(&original);
            const bool sets = request != nullptr && request->method == "PUT" &&
                              last_word(request->path) == "controllerproperties";
            return sets ? with_member(original, "warmstart_se_reconnect_wait_time", "0") : original;
        });
}

/// Questions that an engine has not answered yet.
struct Unanswered {
    std::map<ConnectionId, int> questions;
    std::set<ConnectionId> forgetful;
};

// Whoever was late once is not heard any more: what it missed is never forgotten.
Core heartbeat_count_not_reset(Core core) {
    auto state = std::make_shared<Unanswered>();
    const auto step = core.step;
    return {[state, step](Instant now, const Input& input) -> Effects {
                if (from_engine<protocol::EchoResponse>(input) != nullptr) {
                    const ConnectionId from = std::get<input::FromEngine>(input).connection;
                    if (state->questions[from] > 1) {
                        state->forgetful.insert(from);
                    }
                    state->questions[from] = 0;
                    if (state->forgetful.contains(from)) {
                        return {};
                    }
                }
                Effects effects = step(now, input);
                for (const Effect& one : effects) {
                    const auto* send = std::get_if<effect::SendToEngine>(&one);
                    if (send != nullptr &&
                        std::holds_alternative<protocol::EchoRequest>(send->message)) {
                        ++state->questions[send->connection];
                    }
                }
                return effects;
            },
            core.next_timeout};
}

struct Skipped {
    std::map<ConnectionId, int> questions;
};

// It answers every second question itself.
Core every_other_heartbeat_skipped(Core core) {
    auto state = std::make_shared<Skipped>();
    const auto step = core.step;
    return {[state, step](Instant now, const Input& input) {
                Effects kept;
                for (Effect& one : step(now, input)) {
                    const auto* send = std::get_if<effect::SendToEngine>(&one);
                    const auto* echo = send == nullptr
                                           ? nullptr
                                           : std::get_if<protocol::EchoRequest>(&send->message);
                    if (echo == nullptr || ++state->questions[send->connection] % 2 != 0) {
                        kept.push_back(std::move(one));
                        continue;
                    }
                    const Input answer =
                        input::FromEngine{send->connection, protocol::EchoResponse{echo->id}};
                    for (Effect& more : step(now, answer)) {
                        kept.push_back(std::move(more));
                    }
                }
                return kept;
            },
            core.next_timeout};
}

struct Registered {
    std::map<protocol::EngineName, ConnectionId> connections;
};

/// "se1 SE_HEARTBEAT_FAILURE: ..." names the engine that the controller does not hear.
std::optional<protocol::EngineName> unheard(const Effect& effect) {
    const auto* note = std::get_if<effect::Note>(&effect);
    const auto end = note == nullptr ? std::string::npos : note->text.find(" SE_HEARTBEAT_FAILURE");
    return end == std::string::npos
               ? std::nullopt
               : std::optional<protocol::EngineName>(note->text.substr(0, end));
}

/// Who is connected where, and whom nobody listens to.
struct Condemned {
    std::map<protocol::EngineName, ConnectionId> connections;
    std::set<ConnectionId> unheard;
};

// From the suspicion to the verdict, a millisecond later, a suspect is not listened to; its next
// word brings it back to life.
Core suspicion_is_death(Core core) {
    const Core quick = with_timers(std::move(core), {{"controller_echo_miss_limit", "1"},
                                                     {"controller_echo_rpc_timeout", "1"}});
    auto state = std::make_shared<Condemned>();
    return {[state, step = quick.step](Instant now, const Input& input) -> Effects {
                const auto* from = std::get_if<input::FromEngine>(&input);
                if (from != nullptr && state->unheard.contains(from->connection)) {
                    return {};
                }
                if (const auto* registration = from_engine<protocol::Register>(input)) {
                    state->connections[registration->engine] = from->connection;
                }
                if (const auto* suspected = from_engine<protocol::PeerSuspected>(input)) {
                    state->unheard.insert(state->connections[suspected->peer]);
                }
                Effects effects = step(now, input);
                for (const Effect& one : effects) {
                    const auto* note = std::get_if<effect::Note>(&one);
                    if (note != nullptr && note->text.find(" SE_DOWN") != std::string::npos) {
                        state->unheard.clear();
                    }
                }
                return effects;
            },
            quick.next_timeout};
}

// What the peer hears does not count: it is made to say that it hears nothing.
Core partitioned_declared_down(Core core) {
    auto state = std::make_shared<Registered>();
    const auto step = core.step;
    return {[state, step](Instant now, const Input& input) {
                if (const auto* registration = from_engine<protocol::Register>(input)) {
                    state->connections[registration->engine] =
                        std::get<input::FromEngine>(input).connection;
                }
                Effects effects = step(now, input);
                std::vector<protocol::EngineName> lost;
                for (const Effect& one : effects) {
                    if (const auto engine = unheard(one)) {
                        lost.push_back(*engine);
                    }
                }
                for (const protocol::EngineName& engine : lost) {
                    for (const auto& [other, connection] : state->connections) {
                        if (other == engine) {
                            continue;
                        }
                        const Input claim =
                            input::FromEngine{connection, protocol::PeerSuspected{engine, 1}};
                        for (Effect& more : step(now, claim)) {
                            effects.push_back(std::move(more));
                        }
                    }
                }
                return effects;
            },
            core.next_timeout};
}

}  // namespace

std::vector<Defect> liveness_defects() {
    return {
        {"heartbeat_loss_is_death",
         "an engine whose heartbeats stay away is declared down although it answers echoes",
         nullptr, heartbeat_loss_is_death},
        {"one_echo_is_enough",
         "a single unanswered echo counts as confirmation, whatever the limit says", nullptr,
         one_echo_is_enough},
        {"one_missed_heartbeat_is_enough",
         "one unanswered heartbeat of the controller is a death, whatever the limit says", nullptr,
         one_missed_heartbeat_is_enough},
        {"heartbeat_count_not_reset",
         "an answer does not reset the count of the controller's missed heartbeats", nullptr,
         heartbeat_count_not_reset},
        {"every_other_heartbeat_skipped",
         "the controller sends every other heartbeat only, and takes it for answered", nullptr,
         every_other_heartbeat_skipped},
        {"suspicion_is_death", "an engine that its peer suspects is declared down at once", nullptr,
         suspicion_is_death},
        {"aggressive_by_default", "a new group detects failures aggressively, unasked", nullptr,
         aggressive_by_default},
        {"partitioned_declared_down",
         "an engine that only the controller does not hear is declared down, and taken over",
         nullptr, partitioned_declared_down},
        {"warm_start_forgotten", "a restarted controller gives engines no time to come back to it",
         nullptr, warm_start_forgotten},
    };
}

}  // namespace holdfast::harness::sut::reference_sim::defects
