// SPDX-License-Identifier: Apache-2.0
// Defects of an engine that monitors gateways.
#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <utility>

#include "harness/sut/reference_sim/defects/engine_defects.h"
#include "harness/sut/reference_sim/defects/wrappers.h"

namespace holdfast::harness::sut::reference_sim::defects {

namespace {

using reference::engine::Core;
using reference::engine::Effect;
using reference::engine::Effects;
using reference::engine::Input;
using reference::engine::ServiceEngineOptions;
namespace effect = reference::engine::effect;
namespace input = reference::engine::input;
namespace protocol = reference::protocol;

/// An engine of which every word about gateways passes through `alter`; false swallows it.
template <class State>
Core alter_words(Core core, std::function<bool(State&, protocol::GatewaysLost&)> alter) {
    return alter_effects<Core, Effects, Input, State>(
        std::move(core), {}, [alter](State& state, Instant, const Input&, Effects effects) {
            std::erase_if(effects, [&](Effect& effect) {
                auto* lost = to_controller<protocol::GatewaysLost>(effect);
                return lost != nullptr && !alter(state, *lost);
            });
            return effects;
        });
}

Core gateway_loss_unreported(Core core, const ServiceEngineOptions& /*options*/) {
    return alter_words<Nothing>(std::move(core), [](Nothing&, protocol::GatewaysLost& lost) {
        return lost.gateways.empty();
    });
}

Core gateway_return_unreported(Core core, const ServiceEngineOptions& /*options*/) {
    return alter_words<Nothing>(std::move(core), [](Nothing&, protocol::GatewaysLost& lost) {
        return !lost.gateways.empty();
    });
}

/// What the engine was told to watch.
struct Watched {
    std::size_t gateways = 0;
};

Core one_gateway_is_enough(Core core, const ServiceEngineOptions& /*options*/) {
    return alter_effects<Core, Effects, Input, Watched>(
        std::move(core), {}, [](Watched& watched, Instant, const Input& input, Effects effects) {
            if (const auto* configure = from_controller<protocol::Configure>(input)) {
                watched.gateways = configure->configuration.gateways.size();
            }
            for (Effect& effect : effects) {
                auto* lost = to_controller<protocol::GatewaysLost>(effect);
                if (lost != nullptr && lost->gateways.size() < watched.gateways) {
                    lost->gateways.clear();
                }
            }
            return effects;
        });
}

Core standby_asks_no_gateway(Core core, const ServiceEngineOptions& /*options*/) {
    return alter_configurations(std::move(core), [](protocol::EngineConfiguration& configuration) {
        for (const protocol::PlacedService& service : configuration.services) {
            if (service.role == protocol::Role::active) {
                return;
            }
        }
        configuration.gateways.clear();
    });
}

Core gateway_lost_on_first_miss(Core core, const ServiceEngineOptions& /*options*/) {
    return alter_configurations(std::move(core), [](protocol::EngineConfiguration& configuration) {
        for (protocol::WatchedGateway& gateway : configuration.gateways) {
            gateway.fail_threshold = 1;
        }
    });
}

/// Outside every subnet of the engine.
bool is_routed(const protocol::WatchedGateway& watched, const ServiceEngineOptions& options) {
    return std::none_of(options.interfaces.begin(), options.interfaces.end(),
                        [&](const auto& own) { return own.contains(watched.gateway); });
}

Core routed_gateway_unasked(Core core, const ServiceEngineOptions& options) {
    return alter_configurations(
        std::move(core), [options](protocol::EngineConfiguration& configuration) {
            std::erase_if(configuration.gateways, [&](const protocol::WatchedGateway& watched) {
                return is_routed(watched, options);
            });
        });
}

Core routed_gateway_never_lost(Core core, const ServiceEngineOptions& options) {
    return alter_configurations(
        std::move(core), [options](protocol::EngineConfiguration& configuration) {
            for (protocol::WatchedGateway& watched : configuration.gateways) {
                if (is_routed(watched, options)) {
                    watched.fail_threshold = std::numeric_limits<std::uint32_t>::max();
                }
            }
        });
}

/// Questions without an answer, in a row or not.
struct Misses {
    std::uint32_t threshold = 0;
    struct Gateway {
        bool waiting = false;
        std::uint32_t missed = 0;
    };
    std::map<Ipv4Address, Gateway> gateways;
};

// A second count beside the engine's own, which no answer sets back.
Core gateway_misses_never_forgotten(Core core, const ServiceEngineOptions& /*options*/) {
    return alter_effects<Core, Effects, Input, Misses>(
        std::move(core), {}, [](Misses& misses, Instant, const Input& input, Effects effects) {
            if (const auto* configure = from_controller<protocol::Configure>(input)) {
                for (const auto& gateway : configure->configuration.gateways) {
                    misses.threshold = gateway.fail_threshold;
                }
            }
            if (const auto* answer = std::get_if<input::GatewayAnswered>(&input)) {
                misses.gateways[answer->gateway].waiting = false;
            }
            Effects more;
            for (const Effect& effect : effects) {
                if (const auto* asked = std::get_if<effect::AskGateway>(&effect)) {
                    Misses::Gateway& gateway = misses.gateways[asked->gateway];
                    gateway.missed += std::exchange(gateway.waiting, true) ? 1 : 0;
                    if (gateway.missed == misses.threshold) {
                        more.emplace_back(
                            effect::SendToController{protocol::GatewaysLost{{asked->gateway}}});
                        gateway.missed = 0;
                    }
                }
            }
            effects.insert(effects.end(), more.begin(), more.end());
            return effects;
        });
}

}  // namespace

std::vector<Defect> gateway_monitor_defects() {
    return {
        {"gateway_loss_unreported", "an engine that has lost a gateway does not say so",
         gateway_loss_unreported},
        {"gateway_return_unreported", "an engine that sees its gateways again does not say so",
         gateway_return_unreported},
        {"one_gateway_is_enough",
         "an engine that has lost a gateway says so only when it has lost all of them",
         one_gateway_is_enough},
        {"standby_asks_no_gateway", "an engine on which nothing is active asks no gateway",
         standby_asks_no_gateway},
        {"gateway_lost_on_first_miss", "one question without an answer, and the gateway is lost",
         gateway_lost_on_first_miss},
        {"routed_gateway_unasked", "an engine asks no gateway outside its own subnets",
         routed_gateway_unasked},
        {"routed_gateway_never_lost",
         "an engine asks gateways outside its own subnets, and never takes one for lost",
         routed_gateway_never_lost},
        {"gateway_misses_never_forgotten",
         "an engine counts questions without an answer, whatever was answered between them",
         gateway_misses_never_forgotten},
    };
}

}  // namespace holdfast::harness::sut::reference_sim::defects
