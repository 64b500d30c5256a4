// SPDX-License-Identifier: Apache-2.0
// Defects of an engine that serves a virtual service beside others.
#include <algorithm>
#include <map>
#include <optional>
#include <set>
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
namespace protocol = reference::protocol;

/// Effects one by one: none of them, or several, in place of each.
template <class State>
Core replace_effects(Core core, std::function<void(State&, Effect&, Effects& out)> replace) {
    return alter_effects<Core, Effects, Input, State>(
        std::move(core), {}, [replace](State& state, Instant, const Input&, Effects effects) {
            Effects out;
            for (Effect& one : effects) {
                replace(state, one, out);
            }
            return out;
        });
}

/// What is opened passes through `alter`.
Core alter_services(Core core, std::function<void(protocol::PlacedService&)> alter) {
    return replace_effects<Nothing>(std::move(core), [alter](Nothing&, Effect& one, Effects& out) {
        if (auto* open = std::get_if<effect::OpenService>(&one)) {
            alter(open->service);
        }
        out.push_back(std::move(one));
    });
}

Core secondary_answers_arp(Core core, const ServiceEngineOptions&) {
    return replace_effects<Nothing>(std::move(core), [](Nothing&, Effect& one, Effects& out) {
        if (auto* add = std::get_if<effect::AddAddress>(&one)) {
            add->answered = true;
        }
        out.push_back(std::move(one));
    });
}

Core primary_keeps_every_flow(Core core, const ServiceEngineOptions&) {
    return alter_services(std::move(core), [](protocol::PlacedService& service) {
        if (service.role == protocol::Role::active) {
            service.instances.clear();
        }
    });
}

// An address that nobody else has, so that answers do come back: the server's own, 100 and the
// engine's number further on.
Core odd_address_towards_servers(Core core, const ServiceEngineOptions& options) {
    const auto number = static_cast<std::uint32_t>(options.name.text().back() - '0');
    return replace_effects<Nothing>(std::move(core), [number](Nothing&, Effect& one, Effects& out) {
        auto* open = std::get_if<effect::OpenService>(&one);
        if (open != nullptr && !open->service.pool.servers.empty()) {
            const Ipv4Address odd{open->service.pool.servers.front().address.value + 100 + number};
            open->service.snat_ips = {odd};
            out.push_back(effect::AddAddress{odd, std::nullopt, true});
        }
        out.push_back(std::move(one));
    });
}

Core leaving_engine_gets_flows(Core core, const ServiceEngineOptions&) {
    return alter_services(std::move(core), [](protocol::PlacedService& service) {
        for (protocol::Instance& instance : service.instances) {
            instance.draining = false;
        }
    });
}

Core dead_secondary_gets_flows(Core core, const ServiceEngineOptions&) {
    return replace_effects<Nothing>(std::move(core), [](Nothing&, Effect& one, Effects& out) {
        if (!std::holds_alternative<effect::SetPeerHeard>(one)) {
            out.push_back(std::move(one));
        }
    });
}

Core flows_not_asked_for(Core core, const ServiceEngineOptions&) {
    return replace_effects<Nothing>(std::move(core), [](Nothing&, Effect& one, Effects& out) {
        if (auto* set = std::get_if<effect::SetFlowPeers>(&one)) {
            set->probes.enabled = false;
        }
        out.push_back(std::move(one));
    });
}

// It knows nobody whom it could tell, of clients or of its load.
Core homes_not_told(Core core, const ServiceEngineOptions&) {
    return replace_effects<Nothing>(std::move(core), [](Nothing&, Effect& one, Effects& out) {
        if (auto* set = std::get_if<effect::SetFlowPeers>(&one)) {
            set->peers.clear();
        }
        out.push_back(std::move(one));
    });
}

Core secondary_does_not_probe(Core core, const ServiceEngineOptions&) {
    return alter_configurations(std::move(core), [](protocol::EngineConfiguration& told) {
        for (protocol::PlacedService& service : told.services) {
            if (service.role == protocol::Role::standby) {
                service.pool.health_monitors.clear();
            }
        }
    });
}

Core load_ignored(Core core, const ServiceEngineOptions&) {
    return alter_services(std::move(core), [](protocol::PlacedService& service) {
        service.flow_distribution = protocol::FlowDistribution::source_address_and_port;
    });
}

Core secondary_answers_itself(Core core, const ServiceEngineOptions&) {
    return alter_services(std::move(core), [](protocol::PlacedService& service) {
        service.answers_through_primary &= service.role == protocol::Role::active;
    });
}

// It passes on what it did as the first primary, and nothing once it is a promoted one.
Core promoted_keeps_answers(Core core, const ServiceEngineOptions&) {
    return alter_services(std::move(core), [](protocol::PlacedService& service) {
        service.answers_through_primary &=
            service.role == protocol::Role::standby || service.list_version == 1;
    });
}

using Opened = std::map<protocol::ServiceName, protocol::PlacedService>;

/// A service is closed before it is opened with such a change.
Core close_at(Core core, bool (*changed)(const protocol::PlacedService& before,
                                         const protocol::PlacedService& after)) {
    return replace_effects<Opened>(
        std::move(core), [changed](Opened& opened, Effect& one, Effects& out) {
            if (const auto* open = std::get_if<effect::OpenService>(&one)) {
                const auto [before, is_new] = opened.try_emplace(open->service.name, open->service);
                if (!is_new && changed(before->second, open->service)) {
                    out.push_back(effect::CloseService{open->service.name});
                }
                before->second = open->service;
            } else if (const auto* close = std::get_if<effect::CloseService>(&one)) {
                opened.erase(close->service);
            }
            out.push_back(std::move(one));
        });
}

Core instances_begin_anew(Core core, const ServiceEngineOptions&) {
    return close_at(std::move(core), [](const auto& before, const auto& after) {
        return before.instances.size() != after.instances.size();
    });
}

Core promoted_begins_anew(Core core, const ServiceEngineOptions&) {
    return close_at(std::move(core), [](const auto& before, const auto& after) {
        return before.role != after.role;
    });
}

// It takes the address, and hands what comes for it to whom it thinks the primary.
Core promoted_still_defers(Core core, const ServiceEngineOptions&) {
    using Deferring = std::set<protocol::ServiceName>;
    return replace_effects<Deferring>(
        std::move(core), [](Deferring& deferring, Effect& one, Effects& out) {
            if (const auto* open = std::get_if<effect::OpenService>(&one)) {
                if (open->service.role == protocol::Role::standby) {
                    deferring.insert(open->service.name);
                } else if (deferring.contains(open->service.name)) {
                    return;
                }
            } else if (const auto* close = std::get_if<effect::CloseService>(&one)) {
                deferring.erase(close->service);
            }
            out.push_back(std::move(one));
        });
}

}  // namespace

std::vector<Defect> spreading_defects() {
    return {
        {"secondary_answers_arp", "a secondary answers ARP requests for the VIP",
         secondary_answers_arp},
        {"primary_keeps_every_flow", "a primary hands no flow on", primary_keeps_every_flow},
        {"odd_address_towards_servers",
         "an engine speaks to servers from an address that is not its own",
         odd_address_towards_servers},
        {"leaving_engine_gets_flows", "an engine that is to leave gets new flows",
         leaving_engine_gets_flows},
        {"dead_secondary_gets_flows", "the primary hands new flows to a silent secondary",
         dead_secondary_gets_flows},
        {"flows_not_asked_for", "a promoted engine asks nobody whose a flow is",
         flows_not_asked_for},
        {"homes_not_told", "an engine tells no other one at which servers its clients are",
         homes_not_told},
        {"load_ignored", "a primary spreads flows whatever engines have to do", load_ignored},
        {"load_not_told", "an engine tells no other one how busy it is", homes_not_told},
        {"secondary_answers_itself",
         "a secondary answers clients itself where the primary is to pass its answers on",
         secondary_answers_itself},
        {"promoted_keeps_answers", "a promoted engine passes no answer of others on",
         promoted_keeps_answers},
        {"secondary_does_not_probe", "a secondary takes every server for up",
         secondary_does_not_probe},
        {"instances_begin_anew", "an engine ends its flows when another one comes or goes",
         instances_begin_anew},
        {"promoted_begins_anew", "an engine ends its flows when it becomes primary",
         promoted_begins_anew},
        {"promoted_still_defers", "a promoted engine hands clients' packets to the former primary",
         promoted_still_defers},
    };
}

}  // namespace holdfast::harness::sut::reference_sim::defects
