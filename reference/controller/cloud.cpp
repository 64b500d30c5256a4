// SPDX-License-Identifier: Apache-2.0
#include "reference/controller/cloud.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "reference/controller/change_rules.h"
#include "reference/controller/group_layout.h"
#include "reference/controller/reboots.h"
#include "reference/placement/engine_count.h"

namespace holdfast::reference::controller {
namespace {

using model::ServiceEngine;
using model::ServiceEngineGroup;

std::chrono::seconds seconds(std::uint32_t count) {
    return std::chrono::seconds(count);
}

const ServiceEngineGroup* group_with(const SystemState& s, const std::string& uuid) {
    const auto* stored = s.store.of<ServiceEngineGroup>().find(uuid);
    return stored == nullptr ? nullptr : &stored->object;
}

const std::string& host_ref_of(const SystemState& s, const Engine& engine) {
    return s.store.of<ServiceEngine>().find_name(engine.name.text())->object.host_ref;
}

bool is_dead(const Engine& engine) {
    return engine.health == OperState::OPER_DOWN;
}

bool takes_new(const SystemState& s, const Engine& engine) {
    return engine.can_take() && accepts_new_instances(s, engine);
}

// ---- how many

// A dead engine is no member any more, but of a pair it is until somebody deletes it (LEG-1).
std::uint32_t members_of(const SystemState& s, const ServiceEngineGroup& group) {
    const auto engines = engines_of(s, group);
    return static_cast<std::uint32_t>(
        std::count_if(engines.begin(), engines.end(),
                      [&](const Engine* engine) { return group.legacy() || !is_dead(*engine); }));
}

// LEG-34: one engine, or one service, and there shall be two.
placement::EngineCount count_of_pair(const SystemState& s, const ServiceEngineGroup& group) {
    placement::EngineCount count;
    count.max_se = std::min(group.max_se, model::legacy_se_max);
    count.members = members_of(s, group);
    count.starting = s.cloud.starting_in(group.uuid);
    count.used = count.members > 0 || !services_of(s, group).empty();
    const std::uint32_t missing = count.max_se - std::min(count.max_se, count.members);
    if (count.used && missing > 0) {
        count.shortages.push_back({.instances = missing});
    }
    count.free_places = missing;
    return count;
}

std::uint32_t living_in(const SystemState& s, const std::vector<EngineName>& list) {
    return static_cast<std::uint32_t>(
        std::count_if(list.begin(), list.end(), [&](const EngineName& name) {
            const Engine* engine = find_engine(s, name);
            return engine != nullptr && !(is_dead(*engine) && engine->proved_dead);
        }));
}

void add_shortages(const SystemState& s, const ServiceEngineGroup& group,
                   placement::EngineCount& count) {
    for (const model::VirtualService* vs : services_of(s, group)) {
        const std::uint32_t wanted = instances_wanted(s, *vs);
        count.used = true;
        const ServicePlace* place = s.services.find(vs->uuid);
        const std::uint32_t has = place == nullptr ? 0 : living_in(s, place->engines);
        if (has < wanted) {
            count.shortages.push_back({.instances = wanted - has,
                                       .is_new = place == nullptr || place->list_version == 0});
        }
    }
}

std::uint64_t free_places_on(const SystemState& s, const ServiceEngineGroup& group,
                             const Engine& engine) {
    const std::size_t load = s.roster.of(group.uuid, engine.name).services.size();
    return takes_new(s, engine) && load < group.places_on_engine() ? group.places_on_engine() - load
                                                                   : 0;
}

placement::EngineCount count_of(const SystemState& s, const ServiceEngineGroup& group) {
    if (group.legacy()) {
        return count_of_pair(s, group);
    }
    placement::EngineCount count;
    count.max_se = group.max_se;
    count.members = members_of(s, group);
    count.starting = s.cloud.starting_in(group.uuid);
    count.max_vs_per_se = group.places_on_engine();
    // The M of N+M is that of N+M: an active/active group has its second instances (ELA-11).
    count.buffer_se = group.ha_mode == model::HaMode::HA_MODE_SHARED ? group.buffer_se : 0;
    count.distributed = group.algo == model::PlacementAlgorithm::PLACEMENT_ALGO_DISTRIBUTED;
    for (const Engine* engine : engines_of(s, group)) {
        count.free_places += free_places_on(s, group, *engine);
    }
    add_shortages(s, group, count);
    return count;
}

// ---- where

/// "/api/vimgrhostruntime/host1" and "host1" are the same host.
std::string name_in(const std::string& reference) {
    const auto slash = reference.rfind('/');
    return slash == std::string::npos ? reference : reference.substr(slash + 1);
}

bool permits(const ServiceEngineGroup& group, const std::string& host) {  // AFF-6, AFF-7
    if (!group.vcenter_hosts) {
        return true;
    }
    const auto& listed = group.vcenter_hosts->host_refs;
    const bool found = std::any_of(listed.begin(), listed.end(),
                                   [&](const std::string& one) { return name_in(one) == host; });
    return group.vcenter_hosts->include ? found || listed.empty() : !found;
}

const EngineName* vacancy_on(const SystemState& s, const CloudHost& host) {
    for (const EngineName& machine : host.vacant) {
        if (!s.cloud.machines.contains(machine) && find_engine(s, machine) == nullptr) {
            return &machine;
        }
    }
    return nullptr;
}

/// AFF-1, AFF-9, PLC-12: the smaller, the better.
auto rank(const SystemState& s, const ServiceEngineGroup& group, const CloudHost& host) {
    bool has_dead = false;
    std::size_t of_group = 0;
    std::size_t of_all = 0;
    for (const Engine& engine : s.engines) {
        if (host_ref_of(s, engine) != host.name) {
            continue;
        }
        has_dead = has_dead || is_dead(engine);
        of_group += !is_dead(engine) && group_of(s, engine).uuid == group.uuid ? 1 : 0;
        ++of_all;
    }
    for (const auto& [name, machine] : s.cloud.machines) {
        if (machine.host == host.name && machine.wanted) {
            of_group += machine.group == group.uuid ? 1 : 0;
            ++of_all;
        }
    }
    const auto setback = s.cloud.setbacks.find(group.uuid);
    const bool failed_last = setback != s.cloud.setbacks.end() && setback->second.host == host.name;
    return std::tuple(failed_last, has_dead, of_group, of_all);
}

const CloudHost* best_host(const SystemState& s, const ServiceEngineGroup& group) {
    const CloudHost* best = nullptr;
    for (const CloudHost& host : s.cloud.hosts) {
        if (permits(group, host.name) && vacancy_on(s, host) != nullptr &&
            (best == nullptr || rank(s, group, host) < rank(s, group, *best))) {
            best = &host;
        }
    }
    return best;
}

// ---- asking

bool waits(const SystemState& s, const ServiceEngineGroup& group) {
    const auto setback = s.cloud.setbacks.find(group.uuid);
    return setback != s.cloud.setbacks.end() && !setback->second.over;
}

Duration retry_interval(const SystemState& s) {
    return seconds(s.store.the<model::ControllerProperties>().se_spawn_retry_interval);
}

bool start_one(SystemState& s, const ServiceEngineGroup& group) {
    const CloudHost* host = best_host(s, group);
    if (host == nullptr) {  // AFF-11
        report(
            s, "NO_HOST_AVAIL", group.name,
            fmt::format("{} needs another engine, and no host of its cloud has room", group.name));
        s.cloud.setbacks[group.uuid] = {.until = s.now + retry_interval(s), .host = ""};
        return false;
    }
    const EngineName machine = *vacancy_on(s, *host);
    s.cloud.machines[machine] = {machine, host->name, group.uuid, true};
    s.cloud.asked_at[machine] = s.now;
    report(s, "CREATING_SE", machine.text(),
           fmt::format("{} is asked for on {} for {}", machine.text(), host->name, group.name));
    return true;
}

void take_away(SystemState& s, const Machine& machine) {
    s.cloud.machines[machine.engine] = machine;
    s.cloud.machines[machine.engine].wanted = false;
    s.cloud.asked_at.erase(machine.engine);
    s.dirty = true;
}

void set_back(SystemState& s, const Machine& machine, std::string_view event,
              const std::string& why) {
    report(s, event, machine.engine.text(),
           fmt::format("{} was not started on {}: {}", machine.engine.text(), machine.host, why));
    s.cloud.setbacks[machine.group] = {.until = s.now + retry_interval(s), .host = machine.host};
    if (const ServiceEngineGroup* group = group_with(s, machine.group)) {
        unsettle_group(s, *group);
    }
}

// ELN-12: said once, when the group can grow no further and uses what it should keep free.
void judge_buffer(SystemState& s, const ServiceEngineGroup& group,
                  const placement::EngineCount& count) {
    const bool lacks =
        count.used && count.members >= count.max_se && !placement::buffer_is_free(count);
    if (lacks == s.cloud.without_buffer.contains(group.uuid)) {
        return;
    }
    if (lacks) {
        s.cloud.without_buffer.insert(group.uuid);
        report(s, "VS_SE_HA_COMPROMISED", group.name,
               fmt::format("{} has {} engines, as many as it may, and {} free places instead of {}",
                           group.name, count.members, count.free_places,
                           count.buffer_se * count.max_vs_per_se));
    } else {
        s.cloud.without_buffer.erase(group.uuid);
        report(s, "VS_SE_HA_ACTIVE", group.name, fmt::format("{} has its buffer back", group.name));
    }
}

// ---- deleting

bool created_here(const SystemState& s, const Engine& engine) {
    return s.store.of<ServiceEngine>().find_name(engine.name.text())->object.controller_created;
}

// PLC-11: nothing is on it, and without it nothing would have to be started. One that is dead may
// come back (ELN-18).
bool is_surplus(const SystemState& s, const ServiceEngineGroup& group, const Engine& engine,
                placement::EngineCount count) {
    if (group.legacy() || is_dead(engine) || !created_here(s, engine) ||
        !s.roster.of(group.uuid, engine.name).services.empty() || !count.shortages.empty()) {
        return false;
    }
    --count.members;
    count.free_places -= free_places_on(s, group, engine);
    return placement::engines_to_start(count) == 0;
}

void note_surplus(SystemState& s, const ServiceEngineGroup& group,
                  const placement::EngineCount& count) {
    for (const Engine* engine : engines_of(s, group)) {
        if (group.se_deprovision_delay != 0 && is_surplus(s, group, *engine, count)) {
            s.cloud.idle_since.emplace(engine->name, s.now);
        } else {
            s.cloud.idle_since.erase(engine->name);
        }
    }
}

Instant removal_of(const SystemState& s, const Engine& engine, Instant idle_since) {
    return idle_since + group_of(s, engine).se_deprovision_delay * s.options.minute;
}

void delete_engine(SystemState& s, const EngineName& name) {
    const Engine& engine = *find_engine(s, name);
    const ServiceEngine object = s.store.of<ServiceEngine>().find_name(name.text())->object;
    const ServiceEngineGroup group = group_of(s, engine);
    report(s, "DELETED_SE", name.text(),
           fmt::format("{} of {} is deleted: nothing was on it for {} minutes", name.text(),
                       group.name, group.se_deprovision_delay));
    take_away(s, {name, object.host_ref, group.uuid, false});
    s.cloud.idle_since.erase(name);
    forget(s, object);
    s.store.of<ServiceEngine>().remove(object.uuid);
    touch(s, model::Kind::service_engine, object.uuid);
    unsettle_group(s, group);
}

}  // namespace

std::uint32_t CloudPort::starting_in(const std::string& group) const {
    return static_cast<std::uint32_t>(std::count_if(
        machines.begin(), machines.end(),
        [&](const auto& one) { return one.second.wanted && one.second.group == group; }));
}

const CloudHost* CloudPort::host_of(const EngineName& machine) const {
    for (const CloudHost& host : hosts) {
        for (const auto* some : {&host.vacant, &host.occupied}) {
            if (std::find(some->begin(), some->end(), machine) != some->end()) {
                return &host;
            }
        }
    }
    return nullptr;
}

bool has_write_access(const SystemState& s, const ServiceEngineGroup& group) {
    const model::Cloud* cloud = s.store.of<model::Cloud>().referred(group.cloud_ref);
    return cloud != nullptr && cloud->write_access();
}

bool may_grow(const SystemState& s, const ServiceEngineGroup& group) {
    if (!has_write_access(s, group)) {
        return false;
    }
    const std::uint32_t starting = s.cloud.starting_in(group.uuid);
    return starting > 0 || (members_of(s, group) < group.max_se && !waits(s, group) &&
                            best_host(s, group) != nullptr);
}

void provision(SystemState& s) {
    for (const auto& stored : s.store.of<ServiceEngineGroup>().items()) {
        const ServiceEngineGroup& group = stored.object;
        const bool concerned =
            s.unsettled.whole(group.uuid) || s.unsettled.their_groups.contains(group.uuid);
        if (!concerned || !has_write_access(s, group)) {
            continue;
        }
        placement::EngineCount count = count_of(s, group);
        if (!waits(s, group)) {
            for (std::uint32_t more = placement::engines_to_start(count);
                 more > 0 && start_one(s, group); --more) {
                ++count.starting;
            }
        }
        judge_buffer(s, group, count);
        note_surplus(s, group, count);
    }
}

std::string objection_of_cloud(const SystemState& s, const protocol::Register& message) {
    const auto asked = s.cloud.machines.find(message.engine);
    if (asked == s.cloud.machines.end()) {
        return "";
    }
    const Machine& machine = asked->second;
    const ServiceEngineGroup* group = group_with(s, machine.group);
    if (!machine.wanted) {
        return fmt::format("{} is to be taken away from {}", message.engine.text(), machine.host);
    }
    return group == nullptr || group->name == message.se_group
               ? ""
               : fmt::format("{} was asked for as an engine of {}, not of {}",
                             message.engine.text(), group->name, message.se_group);
}

void note_machine(SystemState& s, ServiceEngine& object) {
    const EngineName name(object.name);
    if (const CloudHost* host = s.cloud.host_of(name)) {
        object.host_ref = host->name;
    }
    const auto asked = s.cloud.machines.find(name);
    if (asked == s.cloud.machines.end()) {
        return;
    }
    object.controller_created = true;
    object.host_ref = asked->second.host;
    report(s, "CREATED_SE", object.name,
           fmt::format("{} runs on {}", object.name, asked->second.host));
    const auto setback = s.cloud.setbacks.find(asked->second.group);
    if (setback != s.cloud.setbacks.end() && !setback->second.host.empty()) {
        s.cloud.setbacks.erase(setback);  // the host is forgiven; the lack of hosts lasts
    }
    s.cloud.asked_at.erase(name);
    s.cloud.machines.erase(asked);
}

void creation_failed(SystemState& s, const EngineName& name, const std::string& reason) {
    const auto asked = s.cloud.machines.find(name);
    if (asked == s.cloud.machines.end() || !asked->second.wanted) {
        return;
    }
    const Machine machine = asked->second;
    s.cloud.machines.erase(asked);
    s.cloud.asked_at.erase(name);
    set_back(s, machine, "CREATE_SE_FAIL", reason);
}

void watch_for_engines(SystemState& s, const model::VirtualService& vs, bool has_engine) {
    if (has_engine || !wants_a_place(s, vs)) {
        s.cloud.awaiting_since.erase(vs.uuid);
        s.cloud.told_awaiting.erase(vs.uuid);
    } else {
        s.cloud.awaiting_since.emplace(vs.uuid, s.now);
    }
}

// ---- times

namespace {

Duration awaiting_max(const SystemState& s) {
    return seconds(s.store.the<model::ControllerProperties>().vs_awaiting_se_timeout);
}

Duration creation_max(const SystemState& s) {
    return seconds(s.store.the<model::ControllerProperties>().se_create_timeout);
}

void expire_requests(SystemState& s) {
    std::vector<Machine> late;
    for (auto& [name, machine] : s.cloud.machines) {
        if (!machine.wanted) {
            continue;
        }
        const Instant asked = s.cloud.asked_at.emplace(name, s.now).first->second;
        if (s.now >= asked + creation_max(s)) {
            late.push_back(machine);
        }
    }
    for (const Machine& machine : late) {
        take_away(s, machine);
        set_back(s, machine, "CREATE_SE_TIMEOUT",
                 fmt::format("no engine registered within {} s", creation_max(s) / 1s));
    }
}

void tell_of_waiting_services(SystemState& s) {
    for (const auto& [uuid, since] : s.cloud.awaiting_since) {
        const auto* stored = s.store.of<model::VirtualService>().find(uuid);
        if (stored != nullptr && s.now >= since + awaiting_max(s) &&
            s.cloud.told_awaiting.insert(uuid).second) {
            report(s, "VS_AWAITING_SE", stored->object.name,
                   fmt::format("{} has no engine for {} s", stored->object.name,
                               awaiting_max(s) / 1s));
        }
    }
}

// One after the other: the next one may be needed without the first.
void delete_idle_engine(SystemState& s) {
    for (const auto& [name, since] : s.cloud.idle_since) {
        const Engine* engine = find_engine(s, name);
        if (engine != nullptr && s.now >= removal_of(s, *engine, since)) {
            delete_engine(s, name);
            return;
        }
    }
}

}  // namespace

void cloud_timers_fired(SystemState& s) {
    expire_requests(s);
    tell_of_waiting_services(s);
    delete_idle_engine(s);
    ask_for_reboots(s);
    for (auto& [uuid, setback] : s.cloud.setbacks) {
        const ServiceEngineGroup* group = group_with(s, uuid);
        if (group != nullptr && !setback.over && s.now >= setback.until) {
            setback.over = true;
            unsettle_group(s, *group);
        }
    }
}

std::optional<Instant> next_cloud_timeout(const SystemState& s) {
    std::optional<Instant> next = next_reboot(s);
    const auto consider = [&](Instant at) { next = std::min(next.value_or(Instant::never()), at); };
    for (const auto& [name, machine] : s.cloud.machines) {
        if (machine.wanted) {
            const auto asked = s.cloud.asked_at.find(name);
            consider(asked == s.cloud.asked_at.end() ? s.now : asked->second + creation_max(s));
        }
    }
    for (const auto& [uuid, since] : s.cloud.awaiting_since) {
        if (!s.cloud.told_awaiting.contains(uuid)) {
            consider(since + awaiting_max(s));
        }
    }
    for (const auto& [name, since] : s.cloud.idle_since) {
        if (const Engine* engine = find_engine(s, name)) {
            consider(removal_of(s, *engine, since));
        }
    }
    for (const auto& [uuid, setback] : s.cloud.setbacks) {
        if (!setback.over && group_with(s, uuid) != nullptr) {
            consider(setback.until);
        }
    }
    return next;
}

}  // namespace holdfast::reference::controller
