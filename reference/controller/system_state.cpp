// SPDX-License-Identifier: Apache-2.0
#include "reference/controller/system_state.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.h"
#include "base/rng.h"

namespace holdfast::reference::controller {

Engine* find_engine(SystemState& s, const EngineName& name) {
    for (Engine& engine : s.engines) {
        if (engine.name == name) {
            return &engine;
        }
    }
    return nullptr;
}

const Engine* find_engine(const SystemState& s, const EngineName& name) {
    return find_engine(const_cast<SystemState&>(s), name);
}

const model::ServiceEngineGroup& group_of(const SystemState& s, const Engine& engine) {
    const auto* stored = s.store.of<model::ServiceEngine>().find_name(engine.name.text());
    CHECK(stored != nullptr, "engine {} has no object", engine.name.text());
    const auto* group =
        s.store.of<model::ServiceEngineGroup>().referred(stored->object.se_group_ref);
    CHECK(group != nullptr, "engine {} has no SE group", engine.name.text());
    return *group;
}

std::vector<const Engine*> engines_of(const SystemState& s,
                                      const model::ServiceEngineGroup& group) {
    std::vector<const Engine*> engines;
    for (const Engine& engine : s.engines) {
        if (group_of(s, engine).uuid == group.uuid) {
            engines.push_back(&engine);
        }
    }
    return engines;
}

Engine* peer_of(SystemState& s, const Engine& engine) {
    const model::ServiceEngineGroup& group = group_of(s, engine);
    if (!group.legacy()) {
        return nullptr;
    }
    for (const Engine* other : engines_of(s, group)) {
        if (other->name != engine.name) {
            return find_engine(s, other->name);
        }
    }
    return nullptr;
}

bool lists(const ServicePlace& place, const EngineName& engine) {
    return std::find(place.engines.begin(), place.engines.end(), engine) != place.engines.end();
}

FloatingPlace floating_place(const SystemState& s, const model::ServiceEngineGroup& group,
                             std::size_t list) {
    const auto places = s.floating.find(group.uuid);
    return places == s.floating.end() ? FloatingPlace{} : places->second.at(list);
}

std::uint32_t instances_wanted(const model::ServiceEngineGroup& group) {
    return std::min(group.min_scaleout_per_vs, group.max_scaleout_per_vs);
}

const model::ServiceEngineGroup& group_of(const SystemState& s, const model::VirtualService& vs) {
    return *s.store.of<model::ServiceEngineGroup>().referred(vs.se_group_ref);
}

const std::string& vip_of(const SystemState& s, const model::VirtualService& vs) {
    return s.store.of<model::VsVip>().referred(vs.vsvip_ref)->uuid;
}

Scaling scaling_of(const SystemState& s, const model::VirtualService& vs) {
    const auto scale = s.scales.find(vip_of(s, vs));
    return scale == s.scales.end() ? Scaling::none : scale->second.under_way;
}

std::uint32_t instances_wanted(const SystemState& s, const model::VirtualService& vs) {
    const model::ServiceEngineGroup& group = group_of(s, vs);
    const auto scale = s.scales.find(vip_of(s, vs));
    const std::uint32_t more = scale == s.scales.end() ? 0 : scale->second.user_factor;
    return std::min(group.min_scaleout_per_vs + more, group.max_scaleout_per_vs);
}

namespace {

std::vector<const model::VirtualService*> listed(const Roster::Services& services) {
    std::vector<const model::VirtualService*> out;
    out.reserve(services.size());
    for (const auto& [order, service] : services) {
        out.push_back(service);
    }
    return out;
}

// Ours: an engine whose services are on it alone has nobody who would miss it but the controller,
// whose word is no proof. So each watches the next two in order before and behind it, of those that
// are not proved dead: up to three that stand side by side may die at once.
constexpr std::size_t neighbours_each_way = 2;

std::set<EngineName> neighbours(const SystemState& s, const Engine& engine,
                                const model::ServiceEngineGroup& group) {
    std::vector<const Engine*> ring = engines_of(s, group);
    std::erase_if(ring, [&](const Engine* one) { return one->proved_dead && one != &engine; });
    const auto self =
        static_cast<std::size_t>(std::find(ring.begin(), ring.end(), &engine) - ring.begin());
    std::set<EngineName> names;
    for (std::size_t away = 1; away <= neighbours_each_way; ++away) {
        names.insert(ring[(self + away) % ring.size()]->name);
        names.insert(ring[(self + ring.size() * away - away) % ring.size()]->name);
    }
    return names;
}

std::set<EngineName> elastic_peer_names(const SystemState& s, const Engine& engine,
                                        const model::ServiceEngineGroup& group) {
    std::set<EngineName> names;
    for (const model::VirtualService* vs : services_on(s, engine, group)) {
        const std::vector<EngineName>& list = s.services.at(vs->uuid).engines;
        if (group.self_se_election || list.front() == engine.name) {
            names.insert(list.begin(), list.end());
        } else {
            names.insert(list.front());
        }
    }
    names.merge(neighbours(s, engine, group));
    names.erase(engine.name);
    return names;
}

}  // namespace

std::vector<Engine*> peers_of(SystemState& s, const Engine& engine) {
    const model::ServiceEngineGroup& group = group_of(s, engine);
    if (group.legacy()) {
        Engine* other = peer_of(s, engine);
        return other == nullptr ? std::vector<Engine*>{} : std::vector{other};
    }
    const std::set<EngineName> names = elastic_peer_names(s, engine, group);
    std::vector<Engine*> peers;
    for (Engine& other : s.engines) {
        if (names.contains(other.name)) {
            peers.push_back(&other);
        }
    }
    return peers;
}

bool wants_a_place(const SystemState& s, const model::VirtualService& vs) {
    const auto* vs_vip = s.store.of<model::VsVip>().referred(vs.vsvip_ref);
    return vs.enabled && vs_vip != nullptr && vs_vip->vip.at(0).enabled;
}

std::vector<const model::VirtualService*> services_of(const SystemState& s,
                                                      const model::ServiceEngineGroup& group) {
    const Roster::Group& filed = s.roster.of(group.uuid);
    Roster::Services all = filed.placed;
    all.insert(filed.waiting.begin(), filed.waiting.end());
    return listed(all);
}

std::vector<const model::VirtualService*> placed_in(const SystemState& s,
                                                    const model::ServiceEngineGroup& group) {
    return listed(s.roster.of(group.uuid).placed);
}

std::vector<const model::VirtualService*> services_on(const SystemState& s, const Engine& engine,
                                                      const model::ServiceEngineGroup& group) {
    return group.legacy() ? placed_in(s, group)
                          : listed(s.roster.of(group.uuid, engine.name).services);
}

failover::LivenessTimers liveness_timers(const SystemState& s,
                                         const model::ServiceEngineGroup& group) {
    using std::chrono::milliseconds;
    const model::SeAgentProperties& p = s.store.the<model::SeProperties>().se_agent_properties;
    const bool aggressive = group.aggressive_failure_detection;
    return {.echo_timeout = milliseconds(aggressive ? p.controller_echo_rpc_aggressive_timeout
                                                    : p.controller_echo_rpc_timeout),
            .echo_miss_limit =
                aggressive ? p.controller_echo_miss_aggressive_limit : p.controller_echo_miss_limit,
            .heartbeat_period = std::chrono::seconds(p.controller_heartbeat_timeout_sec),
            .heartbeat_miss_limit = p.controller_heartbeat_miss_limit};
}

void send(SystemState& s, const Engine& engine, protocol::ToEngine message) {
    if (engine.connection) {
        s.effects.push_back(effect::SendToEngine{*engine.connection, std::move(message)});
    }
}

void report(SystemState& s, std::string_view event_id, std::string_view object,
            std::string description) {
    s.effects.push_back(effect::Note{fmt::format("{} {}: {}", object, event_id, description)});
    s.events.add({.id = 0,
                  .event_id = std::string(event_id),
                  .obj_name = std::string(object),
                  .event_description = std::move(description),
                  .report_timestamp = (s.options.epoch + s.now.since_start()).count()});
    s.dirty = true;
}

void touch(SystemState& s, model::Kind kind, const std::string& uuid) {
    s.committed.touched.emplace(kind, uuid);
    s.dirty = true;
}

std::string draw_uuid(SystemState& s, model::Kind kind) {
    return uuid_from(Rng(s.options.uuid_seed).fork(fmt::format("uuid {}", s.uuids_drawn++)), kind);
}

std::string uuid_from(Rng rng, model::Kind kind) {
    // Drawn one by one: in which order the arguments of a call are is the compiler's choice, and a
    // seed gives the same identities whoever compiled it.
    const std::uint64_t node = rng.below(1ULL << 48U);
    const std::uint64_t clock = rng.below(1U << 14U);
    const std::uint64_t time_high = rng.below(1U << 12U);
    const std::uint64_t time_middle = rng.below(1U << 16U);
    const std::uint64_t time_low = rng.below(1ULL << 32U);
    // RFC 4122: version 4 in the third group, variant 10xx in the fourth.
    return fmt::format("{}-{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}", model::names_of(kind).path,
                       time_low, time_middle, time_high, 0x8000U + clock, node);
}

std::int64_t stamp(const SystemState& s) {
    return std::chrono::duration_cast<std::chrono::microseconds>(s.options.epoch +
                                                                 s.now.since_start())
        .count();
}

}  // namespace holdfast::reference::controller
