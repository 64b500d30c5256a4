// SPDX-License-Identifier: Apache-2.0
// Defects of elastic groups: who follows a dead primary, and what counts as its sign of life.
#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "harness/sut/reference_sim/defects/api_text.h"
#include "harness/sut/reference_sim/defects/engine_defects.h"
#include "harness/sut/reference_sim/defects/wrappers.h"

namespace holdfast::harness::sut::reference_sim::defects {

namespace {

namespace controller = reference::controller;
namespace engine = reference::engine;
namespace protocol = reference::protocol;
using engine::ServiceEngineOptions;
using protocol::EngineConfiguration;
using protocol::EngineName;
using List = std::vector<EngineName>;

/// An engine whose configurations pass through `alter` before it sees them.
template <class State>
engine::Core with_altered_configurations(engine::Core core, State state,
                                         void (*alter)(State&, EngineConfiguration&)) {
    return alter_inputs<engine::Core, engine::Effects, engine::Input, State>(
        std::move(core), std::move(state),
        [alter](State& kept, Instant,
                const engine::Input& original) -> std::optional<engine::Input> {
            const auto* configure = from_controller<protocol::Configure>(original);
            if (configure == nullptr) {
                return original;
            }
            protocol::Configure altered = *configure;
            alter(kept, altered.configuration);
            return engine::input::FromController{altered};
        });
}

engine::Core self_election_always_on(engine::Core core, const ServiceEngineOptions&) {
    return with_altered_configurations<Nothing>(
        std::move(core), {},
        [](Nothing&, EngineConfiguration& wanted) { wanted.self_se_election = true; });
}

/// The other engine of the pair stands in front of a standby, as if they were scaled out.
engine::Core self_election_in_legacy_group(engine::Core core, const ServiceEngineOptions& options) {
    return with_altered_configurations<EngineName>(
        std::move(core), options.name, [](EngineName& self, EngineConfiguration& wanted) {
            for (protocol::PlacedService& service : wanted.services) {
                const bool of_pair = service.engines.empty() && wanted.peers.size() == 1;
                if (of_pair && service.role == protocol::Role::standby) {
                    wanted.self_se_election = true;
                    service.engines = {wanted.peers.front().name, self};
                }
            }
        });
}

/// Every secondary looks at the primary alone.
engine::Core self_election_without_order(engine::Core core, const ServiceEngineOptions& options) {
    return with_altered_configurations<EngineName>(
        std::move(core), options.name, [](EngineName& self, EngineConfiguration& wanted) {
            for (protocol::PlacedService& service : wanted.services) {
                if (service.engines.size() > 2 && service.engines.front() != self) {
                    service.engines = {service.engines.front(), self};
                }
            }
        });
}

/// A suspicion is reported, and then the engine behaves as if nobody led: until the controller says
/// something.
engine::Core self_election_while_connected(engine::Core core, const ServiceEngineOptions&) {
    const auto pretends = std::make_shared<bool>(false);
    const auto step = [pretends, step = core.step](Instant now, const engine::Input& input) {
        engine::Effects out;
        const auto append = [&](engine::Effects more) {
            std::move(more.begin(), more.end(), std::back_inserter(out));
        };
        // Echoes go on: its peers suspect each other for as long as the silence lasts.
        if (std::holds_alternative<engine::input::FromController>(input) &&
            from_controller<protocol::EchoRequest>(input) == nullptr &&
            std::exchange(*pretends, false)) {
            append(step(now, engine::input::ControllerConnected{}));
        }
        append(step(now, input));
        const bool suspects = std::any_of(out.begin(), out.end(), [](const auto& effect) {
            const auto* sent = std::get_if<engine::effect::SendToController>(&effect);
            return sent != nullptr &&
                   std::holds_alternative<protocol::PeerSuspected>(sent->message);
        });
        if (suspects && !std::exchange(*pretends, true)) {
            append(step(now, engine::input::ControllerDisconnected{}));
        }
        return out;
    };
    return {step, core.next_timeout};
}

// ---- a heartbeat of the wrong group

struct Introduced {
    std::map<controller::ConnectionId, protocol::Register> engines;
};

/// Every engine is told to send heartbeats to the engines of other groups as well.
controller::Core heartbeats_across_groups(controller::Core core) {
    using controller::Effects;
    using controller::Input;
    return alter_effects<controller::Core, Effects, Input, Introduced>(
        std::move(core), {}, [](Introduced& known, Instant, const Input& input, Effects effects) {
            if (const auto* registration = from_engine<protocol::Register>(input)) {
                known.engines[std::get<controller::input::FromEngine>(input).connection] =
                    *registration;
            }
            for (auto& effect : effects) {
                auto* configuration = configuration_in(effect);
                if (configuration == nullptr) {
                    continue;
                }
                auto& wanted = *configuration;
                std::map<EngineName, Ipv4Address> foreign;
                for (const auto& [connection, other] : known.engines) {
                    if (other.se_group != wanted.se_group) {
                        foreign[other.engine] = other.heartbeat_address;
                    }
                }
                for (const auto& [name, address] : foreign) {
                    wanted.peers.push_back({name, address});
                }
            }
            return effects;
        });
}

/// And takes theirs for a sign of life of each of its own peers.
engine::Core foreign_heartbeat_counted(engine::Core core, const ServiceEngineOptions&) {
    const auto configuration = std::make_shared<EngineConfiguration>();
    const auto step = [configuration, step = core.step](Instant now, const engine::Input& input) {
        if (const auto* configure = from_controller<protocol::Configure>(input)) {
            *configuration = configure->configuration;
        }
        const auto* heard = std::get_if<engine::input::FromPeer>(&input);
        if (heard == nullptr || heard->heartbeat.group == configuration->se_group) {
            return step(now, input);
        }
        engine::Effects out;
        for (const protocol::Peer& peer : configuration->peers) {
            protocol::Heartbeat taken = heard->heartbeat;
            taken.from = peer.name;
            taken.group = configuration->se_group;
            for (auto& effect : step(now, engine::input::FromPeer{taken})) {
                out.push_back(std::move(effect));
            }
        }
        return out;
    };
    return {step, core.next_timeout};
}

// ---- lists

struct ShippedList {
    List wanted;   ///< what the controller means
    List shipped;  ///< what engines are told
};
using ShippedLists = std::map<protocol::ServiceName, ShippedList>;

List with_newcomers_first(const ShippedList& before, const List& wanted) {
    List out;
    for (const EngineName& name : wanted) {
        if (std::find(before.wanted.begin(), before.wanted.end(), name) == before.wanted.end()) {
            out.push_back(name);
        }
    }
    for (const EngineName& name : before.shipped) {
        if (std::find(wanted.begin(), wanted.end(), name) != wanted.end()) {
            out.push_back(name);
        }
    }
    return out;
}

controller::Core new_engine_at_head_of_list(controller::Core core) {
    using controller::Effects;
    using controller::Input;
    return alter_effects<controller::Core, Effects, Input, ShippedLists>(
        std::move(core), {}, [](ShippedLists& lists, Instant, const Input&, Effects effects) {
            for (auto& effect : effects) {
                auto* configuration = configuration_in(effect);
                if (configuration == nullptr) {
                    continue;
                }
                for (protocol::PlacedService& service : configuration->services) {
                    ShippedList& list = lists[service.name];
                    if (list.wanted != service.engines) {
                        const List shipped = list.wanted.empty()
                                                 ? service.engines
                                                 : with_newcomers_first(list, service.engines);
                        list = {service.engines, shipped};
                    }
                    service.engines = list.shipped;
                }
            }
            return effects;
        });
}

controller::Core one_instance_whatever_the_group(controller::Core core) {
    return with_group_member(std::move(core), "min_scaleout_per_vs", "1");
}

}  // namespace

std::vector<Defect> election_defects() {
    return {
        {"self_election_always_on",
         "engines without a controller follow a dead primary although the group has it off",
         self_election_always_on},
        {"self_election_in_legacy_group",
         "a standby of a pair without a controller follows its silent peer",
         self_election_in_legacy_group},
        {"self_election_without_order",
         "without a controller every secondary follows a dead primary, not only the next",
         self_election_without_order},
        {"self_election_while_connected",
         "a secondary follows a primary that it does not hear although a controller leads",
         self_election_while_connected},
        {"foreign_heartbeat_counted",
         "a heartbeat of another SE group counts as one of the engine's own peers",
         foreign_heartbeat_counted, heartbeats_across_groups},
        {"new_engine_at_head_of_list",
         "an engine that joins a service is put at the head of the list that engines get", nullptr,
         new_engine_at_head_of_list},
        {"one_instance_whatever_the_group",
         "a service is placed on one engine, whatever min_scaleout_per_vs says", nullptr,
         one_instance_whatever_the_group},
    };
}

}  // namespace holdfast::harness::sut::reference_sim::defects
