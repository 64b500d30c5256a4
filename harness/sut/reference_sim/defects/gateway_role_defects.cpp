// SPDX-License-Identifier: Apache-2.0
// Defects of a controller that decides by what its engines see of their gateways.
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "harness/sut/reference_sim/defects/api_text.h"
#include "harness/sut/reference_sim/defects/controller_defects.h"
#include "harness/sut/reference_sim/defects/own_request.h"
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

/// Who is on which connection, and on which of them something is active.
struct Pair {
    std::map<ConnectionId, protocol::EngineName> names;
    std::set<ConnectionId> active;
    std::map<ConnectionId, bool> lost;  ///< its last word was of a loss

    void take_note(const Input& input) {
        if (const auto* message = from_engine<protocol::Register>(input)) {
            names[connection_of(input)] = message->engine;
        }
    }
    void take_note(const Effects& effects) {
        for (const Effect& effect : effects) {
            if (const auto* configuration = configuration_in(effect)) {
                const auto connection = std::get<effect::SendToEngine>(effect).connection;
                active.erase(connection);
                for (const protocol::PlacedService& service : configuration->services) {
                    if (service.role == protocol::Role::active) {
                        active.insert(connection);
                    }
                }
            }
        }
    }
    static ConnectionId connection_of(const Input& input) {
        return std::get<input::FromEngine>(input).connection;
    }
    std::optional<ConnectionId> other(ConnectionId connection) const {
        for (const auto& [one, name] : names) {
            if (one != connection) {
                return one;
            }
        }
        return std::nullopt;
    }
};

/// A core to which words about gateways come as `alter` makes them.
Core alter_words(Core core,
                 std::function<std::optional<Input>(Pair&, const input::FromEngine&)> alter) {
    auto pair = std::make_shared<Pair>();
    return {[step = core.step, pair, alter](Instant now, const Input& input) {
                pair->take_note(input);
                std::optional<Input> altered = input;
                if (from_engine<protocol::GatewaysLost>(input) != nullptr) {
                    altered = alter(*pair, std::get<input::FromEngine>(input));
                }
                Effects effects = altered ? step(now, *altered) : Effects{};
                pair->take_note(effects);
                return effects;
            },
            core.next_timeout};
}

Core standby_gateways_ignored(Core core) {
    return alter_words(std::move(core), [](Pair& pair, const input::FromEngine& from) {
        return pair.active.contains(from.connection) ? std::optional<Input>(from) : std::nullopt;
    });
}

Core gateway_loss_blamed_on_peer(Core core) {
    return alter_words(std::move(core), [](Pair& pair, input::FromEngine from) {
        from.connection = pair.other(from.connection).value_or(from.connection);
        return std::optional<Input>(from);
    });
}

Core lost_gateway_is_failure(Core core) {
    return alter_words(std::move(core), [](Pair& pair, const input::FromEngine& from) {
        const auto& lost = std::get<protocol::GatewaysLost>(from.message);
        return lost.gateways.empty()
                   ? std::optional<Input>(from)
                   : std::optional<Input>(input::CloudNotice{pair.names[from.connection]});
    });
}

// Whoever sees its gateways again gets everything back, by a switchover that nobody asked for.
Core gateway_failback(Core core) {
    auto pair = std::make_shared<Pair>();
    return {[core, pair](Instant now, const Input& input) {
                pair->take_note(input);
                Effects effects = core.step(now, input);
                const auto* word = from_engine<protocol::GatewaysLost>(input);
                if (word != nullptr) {
                    const ConnectionId from = Pair::connection_of(input);
                    const bool had_lost = std::exchange(pair->lost[from], !word->gateways.empty());
                    const auto other = pair->other(from);
                    if (had_lost && word->gateways.empty() && other) {
                        switch_over(core, now, pair->names[*other].text(), effects);
                    }
                }
                return effects;
            },
            core.next_timeout};
}

Core gateway_monitors_ignored(Core core) {
    return alter_effects<Core, Effects, Input, Nothing>(
        std::move(core), {}, [](Nothing&, Instant, const Input&, Effects effects) {
            for (Effect& effect : effects) {
                if (auto* configuration = configuration_in(effect)) {
                    configuration->gateways.clear();
                }
            }
            return effects;
        });
}

// As if every change of the VRF left the internal monitor alone.
Core internal_monitor_always_off(Core core) {
    return alter_inputs<Core, Effects, Input, Nothing>(
        std::move(core), {}, [](Nothing&, Instant, const Input& input) -> std::optional<Input> {
            const auto* request = std::get_if<input::ApiRequest>(&input);
            const std::string off = "\"disable_gateway_monitor\":true";
            const std::string on = "\"disable_gateway_monitor\":false";
            const auto at = request == nullptr ? std::string::npos : request->body.find(on);
            if (at == std::string::npos) {
                return input;
            }
            input::ApiRequest altered = *request;
            altered.body.replace(at, on.size(), off);
            return altered;
        });
}

}  // namespace

std::vector<Defect> gateway_role_defects() {
    return {
        {"standby_gateways_ignored",
         "what an engine sees of its gateways counts only while something is active on it", nullptr,
         standby_gateways_ignored},
        {"gateway_loss_blamed_on_peer", "the loss of a gateway is booked for the other engine",
         nullptr, gateway_loss_blamed_on_peer},
        {"lost_gateway_is_failure", "an engine that has lost a gateway is declared down", nullptr,
         lost_gateway_is_failure},
        {"gateway_failback", "services move back to an engine that sees its gateways again",
         nullptr, gateway_failback},
        {"gateway_monitors_ignored", "engines are told of no gateway", nullptr,
         gateway_monitors_ignored},
        {"internal_monitor_always_off", "default gateways are never watched", nullptr,
         internal_monitor_always_off},
    };
}

}  // namespace holdfast::harness::sut::reference_sim::defects
