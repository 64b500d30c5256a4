// SPDX-License-Identifier: Apache-2.0
// Defects of controllers that lead elastic groups.
#include <algorithm>
#include <functional>
#include <map>
#include <optional>

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
namespace protocol = reference::protocol;

protocol::EngineConfiguration* configuration_in(Effect& effect) {
    auto* send = std::get_if<effect::SendToEngine>(&effect);
    auto* configure = send == nullptr ? nullptr : std::get_if<protocol::Configure>(&send->message);
    return configure == nullptr ? nullptr : &configure->configuration;
}

/// Which engine a service had as its first primary, and what each engine was told last.
struct Told {
    std::map<protocol::ServiceName, protocol::EngineName> homes;
    std::map<ConnectionId, protocol::EngineConfiguration> last;

    bool left_home(const protocol::PlacedService& service) {
        return !service.engines.empty() &&
               homes.try_emplace(service.name, service.engines.front()).first->second !=
                   service.engines.front();
    }
    void remember(Effects& effects) {
        for (Effect& effect : effects) {
            if (const auto* configuration = configuration_in(effect)) {
                last[std::get<effect::SendToEngine>(effect).connection] = *configuration;
            }
        }
    }
    /// An engine of another group, with what it was told last.
    std::optional<std::pair<ConnectionId, protocol::EngineConfiguration>> outside(
        const std::string& group) const {
        for (const auto& [connection, configuration] : last) {
            if (configuration.se_group != group) {
                return std::pair(connection, configuration);
            }
        }
        return std::nullopt;
    }
};

Core lost_services_wait(Core core) {
    return alter_effects<Core, Effects, Input, Told>(
        std::move(core), {}, [](Told& told, Instant, const Input&, Effects effects) {
            for (Effect& effect : effects) {
                if (auto* configuration = configuration_in(effect)) {
                    std::erase_if(configuration->services,
                                  [&](const auto& service) { return told.left_home(service); });
                }
            }
            return effects;
        });
}

// The survivor is not told; the engine of the other group gets the service instead.
Core another_group_helps(Core core) {
    return alter_effects<Core, Effects, Input, Told>(
        std::move(core), {}, [](Told& told, Instant, const Input&, Effects effects) {
            told.remember(effects);
            Effects more;
            for (Effect& effect : effects) {
                auto* configuration = configuration_in(effect);
                if (configuration == nullptr) {
                    continue;
                }
                std::erase_if(configuration->services, [&](const auto& service) {
                    auto helper = told.outside(configuration->se_group);
                    if (!told.left_home(service) || !helper) {
                        return false;
                    }
                    helper->second.services.push_back(service);
                    ++helper->second.generation;
                    more.push_back(
                        effect::SendToEngine{helper->first, protocol::Configure{helper->second}});
                    return true;
                });
            }
            effects.insert(effects.end(), more.begin(), more.end());
            return effects;
        });
}

Core takeover_clears_other_groups(Core core) {
    return alter_effects<Core, Effects, Input, Told>(
        std::move(core), {}, [](Told& told, Instant, const Input&, Effects effects) {
            told.remember(effects);
            Effects more;
            for (Effect& effect : effects) {
                auto* configuration = configuration_in(effect);
                for (const auto& service : configuration == nullptr
                                               ? std::vector<protocol::PlacedService>{}
                                               : configuration->services) {
                    auto victim = told.outside(configuration->se_group);
                    if (told.left_home(service) && victim) {
                        victim->second.services.clear();
                        ++victim->second.generation;
                        more.push_back(effect::SendToEngine{victim->first,
                                                            protocol::Configure{victim->second}});
                    }
                }
            }
            effects.insert(effects.end(), more.begin(), more.end());
            return effects;
        });
}

Core takeover_clears_the_taker(Core core) {
    return alter_effects<Core, Effects, Input, Told>(
        std::move(core), {}, [](Told& told, Instant, const Input&, Effects effects) {
            for (Effect& effect : effects) {
                auto* configuration = configuration_in(effect);
                if (configuration == nullptr) {
                    continue;
                }
                const auto taken = [&](const auto& service) { return told.left_home(service); };
                auto& services = configuration->services;
                if (std::any_of(services.begin(), services.end(), taken)) {
                    std::erase_if(services, std::not_fn(taken));
                }
            }
            return effects;
        });
}

/// Who speaks on which connection, and what each service was told last.
struct Registered {
    Told told;
    std::map<ConnectionId, protocol::EngineName> names;
    std::map<protocol::ServiceName, protocol::PlacedService> services;

    void take_note(const Input& input, Effects& effects) {
        if (const auto* message = from_engine<protocol::Register>(input)) {
            names[std::get<reference::controller::input::FromEngine>(input).connection] =
                message->engine;
        }
        for (Effect& effect : effects) {
            const auto* configuration = configuration_in(effect);
            for (const auto& service : configuration == nullptr
                                           ? std::vector<protocol::PlacedService>{}
                                           : configuration->services) {
                services[service.name] = service;
            }
        }
    }
};

// An engine that is told something while services are elsewhere that it had first gets them back.
Core elastic_failback(Core core) {
    return alter_effects<Core, Effects, Input, Registered>(
        std::move(core), {}, [](Registered& state, Instant, const Input& input, Effects effects) {
            state.take_note(input, effects);
            Effects more;
            for (Effect& effect : effects) {
                auto* configuration = configuration_in(effect);
                if (configuration == nullptr) {
                    continue;
                }
                const auto self = state.names[std::get<effect::SendToEngine>(effect).connection];
                for (auto [name, service] : state.services) {
                    if (!state.told.left_home(service) || state.told.homes.at(name) != self) {
                        continue;
                    }
                    for (auto [connection, last] : state.told.last) {
                        const auto erased = std::erase_if(
                            last.services, [&](const auto& one) { return one.name == name; });
                        ++last.generation;
                        if (erased > 0) {
                            more.push_back(
                                effect::SendToEngine{connection, protocol::Configure{last}});
                        }
                    }
                    service.engines = {self};
                    service.role = protocol::Role::active;
                    configuration->services.push_back(service);
                }
            }
            state.told.remember(effects);
            effects.insert(effects.end(), more.begin(), more.end());
            return effects;
        });
}

Core load_limit_ignored(Core core) {
    return alter_inputs<Core, Effects, Input, Nothing>(
        std::move(core), {}, [](Nothing&, Instant, const Input& input) -> std::optional<Input> {
            return creates(input, "serviceenginegroup")
                       ? with_member(input, "max_vs_per_se", "1000")
                       : input;
        });
}

}  // namespace

std::vector<Defect> elastic_defects() {
    return {
        {"lost_services_wait",
         "services of a dead engine of an elastic group wait for it instead of being placed anew",
         nullptr, lost_services_wait},
        {"another_group_helps",
         "services of a dead engine are given to an engine of another SE group", nullptr,
         another_group_helps},
        {"takeover_clears_other_groups",
         "while services of one group are placed anew, an engine of another group loses its own",
         nullptr, takeover_clears_other_groups},
        {"takeover_clears_the_taker",
         "an engine that is given services of a dead one loses its own", nullptr,
         takeover_clears_the_taker},
        {"elastic_failback",
         "an engine of an elastic group that comes back is given its services again, unasked",
         nullptr, elastic_failback},
        {"load_limit_ignored", "engines are given more services than max_vs_per_se", nullptr,
         load_limit_ignored},
    };
}

}  // namespace holdfast::harness::sut::reference_sim::defects
