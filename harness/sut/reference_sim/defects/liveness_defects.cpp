// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <set>

#include "harness/sut/reference_sim/defects/api_text.h"
#include "harness/sut/reference_sim/defects/controller_defects.h"
#include "harness/sut/reference_sim/defects/wrappers.h"

namespace holdfast::harness::sut::reference_sim::defects {

namespace {

using reference::controller::ConnectionId;
using reference::controller::Core;
using reference::controller::Effects;
using reference::controller::Input;
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

Core one_echo_is_enough(Core core) {
    return alter_inputs<Core, Effects, Input, Nothing>(
        std::move(core), {}, [](Nothing&, Instant, const Input& input) -> std::optional<Input> {
            const auto* request = std::get_if<input::ApiRequest>(&input);
            if (request == nullptr || request->method != "PUT" ||
                last_word(request->path) != "seproperties") {
                return input;
            }
            return with_agent_property(
                with_agent_property(input, "controller_echo_miss_limit", "1"),
                "controller_echo_miss_aggressive_limit", "1");
        });
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
    };
}

}  // namespace holdfast::harness::sut::reference_sim::defects
