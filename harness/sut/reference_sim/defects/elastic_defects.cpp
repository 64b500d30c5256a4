// SPDX-License-Identifier: Apache-2.0
// Defects of controllers that lead elastic groups.
#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <utility>

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

using protocol::EngineConfiguration;
using protocol::PlacedService;

/// What the controller has told so far, and whom.
struct Told {
    std::map<protocol::ServiceName, protocol::EngineName> homes;  ///< its first primary
    std::map<protocol::ServiceName, PlacedService> services;      ///< as it was told last
    std::map<protocol::ServiceName, protocol::EngineName> first_active;
    std::map<ConnectionId, EngineConfiguration> last;
    std::map<ConnectionId, protocol::EngineName> names;
    Effects more;  ///< what is told besides, in this step

    bool left_home(const PlacedService& service) {
        return !service.engines.empty() &&
               homes.try_emplace(service.name, service.engines.front()).first->second !=
                   service.engines.front();
    }
    void take_note(const Input& input, Effects& effects) {
        if (const auto* message = from_engine<protocol::Register>(input)) {
            names[std::get<reference::controller::input::FromEngine>(input).connection] =
                message->engine;
        }
        for (Effect& effect : effects) {
            if (const auto* configuration = configuration_in(effect)) {
                last[std::get<effect::SendToEngine>(effect).connection] = *configuration;
                for (const PlacedService& service : configuration->services) {
                    services[service.name] = service;
                }
            }
        }
    }
    void tell(ConnectionId connection, EngineConfiguration configuration) {
        ++configuration.generation;
        more.push_back(
            effect::SendToEngine{connection, protocol::Configure{std::move(configuration)}});
    }
    /// An engine of another group, with what it was told last.
    std::optional<std::pair<ConnectionId, EngineConfiguration>> outside(
        const std::string& group) const {
        for (const auto& [connection, configuration] : last) {
            if (configuration.se_group != group) {
                return std::pair(connection, configuration);
            }
        }
        return std::nullopt;
    }
};

/// A core of which every configuration passes through `alter` on its way to an engine.
Core alter_configurations(Core core,
                          std::function<void(Told&, ConnectionId to, EngineConfiguration&)> alter) {
    return alter_effects<Core, Effects, Input, Told>(
        std::move(core), {}, [alter](Told& told, Instant, const Input& input, Effects effects) {
            told.take_note(input, effects);
            for (Effect& effect : effects) {
                if (auto* configuration = configuration_in(effect)) {
                    alter(told, std::get<effect::SendToEngine>(effect).connection, *configuration);
                }
            }
            const Effects more = std::exchange(told.more, {});
            effects.insert(effects.end(), more.begin(), more.end());
            return effects;
        });
}

Core lost_services_wait(Core core) {
    return alter_configurations(
        std::move(core), [](Told& told, ConnectionId, EngineConfiguration& configuration) {
            std::erase_if(configuration.services,
                          [&](const auto& service) { return told.left_home(service); });
        });
}

// The survivor is not told; the engine of the other group gets the service instead.
Core another_group_helps(Core core) {
    return alter_configurations(std::move(core),
                                [](Told& told, ConnectionId, EngineConfiguration& configuration) {
                                    std::erase_if(configuration.services, [&](const auto& service) {
                                        auto helper = told.outside(configuration.se_group);
                                        if (!told.left_home(service) || !helper) {
                                            return false;
                                        }
                                        helper->second.services.push_back(service);
                                        told.tell(helper->first, helper->second);
                                        return true;
                                    });
                                });
}

// Whoever takes over in a pair, an engine outside it does so as well.
Core outsider_helps_a_pair(Core core) {
    return alter_configurations(std::move(core), [](Told& told, ConnectionId to,
                                                    EngineConfiguration& configuration) {
        for (const PlacedService& service : configuration.services) {
            if (service.role != protocol::Role::active || !service.engines.empty()) {
                continue;
            }
            const auto self = told.names[to];
            auto helper = told.outside(configuration.se_group);
            if (helper && told.first_active.try_emplace(service.name, self).first->second != self) {
                helper->second.services.push_back(service);
                told.tell(helper->first, helper->second);
            }
        }
    });
}

Core takeover_clears_other_groups(Core core) {
    return alter_configurations(std::move(core),
                                [](Told& told, ConnectionId, EngineConfiguration& configuration) {
                                    for (const PlacedService& service : configuration.services) {
                                        auto victim = told.outside(configuration.se_group);
                                        if (told.left_home(service) && victim) {
                                            victim->second.services.clear();
                                            told.tell(victim->first, victim->second);
                                        }
                                    }
                                });
}

Core takeover_clears_the_taker(Core core) {
    return alter_configurations(
        std::move(core), [](Told& told, ConnectionId, EngineConfiguration& configuration) {
            const auto taken = [&](const auto& service) { return told.left_home(service); };
            auto& services = configuration.services;
            if (std::any_of(services.begin(), services.end(), taken)) {
                std::erase_if(services, std::not_fn(taken));
            }
        });
}

// An engine that is told something while services are elsewhere that it had first gets them back.
Core elastic_failback(Core core) {
    return alter_configurations(
        std::move(core), [](Told& told, ConnectionId to, EngineConfiguration& configuration) {
            const auto self = told.names[to];
            for (const auto& known : told.services) {
                PlacedService service = known.second;
                if (!told.left_home(service) || told.homes.at(service.name) != self) {
                    continue;
                }
                for (auto [connection, last] : told.last) {
                    if (std::erase_if(last.services, [&](const auto& one) {
                            return one.name == service.name;
                        }) > 0) {
                        told.tell(connection, last);
                    }
                }
                service.engines = {self};
                service.role = protocol::Role::active;
                configuration.services.push_back(service);
            }
        });
}

Core load_limit_ignored(Core core) {
    return with_group_member(std::move(core), "max_vs_per_se", "1000");
}

// The operator is told that the group has changed, and it has not.
Core group_changes_ignored(Core core) {
    const auto step = core.step;
    return {[step](Instant now, const Input& input) -> Effects {
                const auto* request = std::get_if<reference::controller::input::ApiRequest>(&input);
                if (request != nullptr && request->method == "PATCH" &&
                    request->path.find("/serviceenginegroup/") != std::string::npos) {
                    return {effect::ApiResponse{request->id, 200, "{}"}};
                }
                return step(now, input);
            },
            core.next_timeout};
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
        {"outsider_helps_a_pair",
         "an engine outside a pair is given its services besides the one that takes over", nullptr,
         outsider_helps_a_pair},
        {"takeover_clears_other_groups",
         "while services of one group are placed anew, an engine of another group loses its own",
         nullptr, takeover_clears_other_groups},
        {"takeover_clears_the_taker",
         "an engine that is given services of a dead one loses its own", nullptr,
         takeover_clears_the_taker},
        {"elastic_failback",
         "an engine of an elastic group that comes back is given its services again, unasked",
         nullptr, elastic_failback},
        {"group_changes_ignored", "changes of an SE group are acknowledged and not made", nullptr,
         group_changes_ignored},
        {"load_limit_ignored", "engines are given more services than max_vs_per_se", nullptr,
         load_limit_ignored},
    };
}

}  // namespace holdfast::harness::sut::reference_sim::defects
