// SPDX-License-Identifier: Apache-2.0
#include "reference/controller/change_rules.h"

#include <fmt/format.h>

#include <algorithm>

#include "reference/controller/configuration.h"
#include "reference/controller/engines.h"
#include "reference/controller/floating.h"
#include "reference/controller/gateways.h"
#include "reference/controller/settlement.h"
#include "reference/model/field.h"

namespace holdfast::reference::controller {
namespace {

using model::name_of;
using model::ServiceEngine;
using model::ServiceEngineGroup;
using model::VirtualService;
using model::VsVip;

const ServiceEngineGroup& referred_group(const SystemState& s, const std::string& reference) {
    return *s.store.of<ServiceEngineGroup>().referred(reference);
}

std::vector<const VirtualService*> users_of(const SystemState& s, const std::string& vsvip_ref) {
    return s.store.of<VirtualService>().referring_to(vsvip_ref);
}

bool carries_datagrams(const SystemState& s, const VirtualService& vs,
                       const model::Service& service) {
    return carries_datagrams(s.store, service.override_network_profile_ref.empty()
                                          ? vs.network_profile_ref
                                          : service.override_network_profile_ref);
}

bool overlap(const SystemState& s, const VirtualService& a, const VirtualService& b) {
    for (const model::Service& x : a.services) {
        for (const model::Service& y : b.services) {
            if (carries_datagrams(s, a, x) == carries_datagrams(s, b, y) &&
                x.port <= std::max(y.port, y.port_range_end) &&
                y.port <= std::max(x.port, x.port_range_end)) {
                return true;
            }
        }
    }
    return false;
}

// One route leads from a service to its servers.
std::string different_vrf(const SystemState& s, const VirtualService& vs) {
    const model::Pool* pool = s.store.of<model::Pool>().referred(vs.pool_ref);
    return pool == nullptr || pool->vrf_ref == vs.vrf_context_ref
               ? ""
               : fmt::format("VRF Context for {} and pool {} different", vs.name, pool->name);
}

// An address that an engine has been told to release, but may still hold.
bool still_being_released(const SystemState& s, const VirtualService& vs) {
    const ServicePlace* place = s.services.find(vs.uuid);
    if (place == nullptr || !place->active) {
        return false;
    }
    const Engine* engine = find_engine(s, *place->active);
    return engine != nullptr && !engine->proved_dead && !engine->confirmed();
}

// A service that is disabled and goes elsewhere. Versions of its list never come again.
void leave_place(SystemState& s, const std::string& uuid) {
    ServicePlace& place = s.services.edit(uuid);
    place = {.list_version = place.list_version, .oper = OperState::OPER_DISABLED};
}

// PLC-20: a service that begins anew has no more instances than its group permits by now.
void cap_instances(SystemState& s, const VirtualService& vs) {
    const ServicePlace* place = s.services.find(vs.uuid);
    const std::uint32_t most = referred_group(s, vs.se_group_ref).max_scaleout_per_vs;
    if (place != nullptr && place->engines.size() > most) {
        ServicePlace& capped = s.services.edit(vs.uuid);
        capped.engines.resize(most);
        ++capped.list_version;
    }
}

}  // namespace

std::string objection(const SystemState& s, const ServiceEngineGroup* old,
                      const ServiceEngineGroup& wanted) {
    if (const std::string why = objection_to_floating(s, old, wanted); !why.empty()) {
        return why;
    }
    if (old == nullptr || old->ha_mode == wanted.ha_mode) {
        return "";
    }
    if (!services_of(s, *old).empty()) {  // LEG-37
        return fmt::format("{} can only change while the virtual services of {} are disabled",
                           name_of(&ServiceEngineGroup::ha_mode), old->name);
    }
    if (wanted.legacy() && engines_of(s, *old).size() > model::legacy_se_max) {  // LEG-1
        return fmt::format("{}: a legacy SE group holds at most {} service engines, {} has {}",
                           name_of(&ServiceEngineGroup::ha_mode), model::legacy_se_max, old->name,
                           engines_of(s, *old).size());
    }
    return "";
}

std::string objection(const SystemState& s, const ServiceEngine* old, const ServiceEngine& wanted) {
    const ServiceEngineGroup& group = referred_group(s, wanted.se_group_ref);
    if (old->name != wanted.name) {
        return name_of(&ServiceEngine::name) +
               ": a service engine keeps the name in its certificate";
    }
    if (group.legacy() && wanted.enable_state != model::EnableState::SE_STATE_ENABLED) {  // LEG-32
        return fmt::format(
            "{}: {} is in the legacy SE group {} and cannot be disabled, switch it over instead",
            name_of(&ServiceEngine::enable_state), wanted.name, group.name);
    }
    if (old->se_group_ref == wanted.se_group_ref) {
        return "";
    }
    if (engines_of(s, group).size() >= group.max_se) {  // LEG-1, PLC-2
        return fmt::format("{}: {}SE group {} holds at most {} service engines",
                           name_of(&ServiceEngine::se_group_ref), group.legacy() ? "legacy " : "",
                           group.name, group.max_se);
    }
    for (const VirtualService* vs : placed_in(s, referred_group(s, old->se_group_ref))) {
        if (s.services.at(vs->uuid).active == EngineName(wanted.name)) {
            return fmt::format("{}: {} is active for {}, switch it over first",
                               name_of(&ServiceEngine::se_group_ref), wanted.name, vs->name);
        }
    }
    return "";
}

std::string objection(const SystemState& s, const VsVip* old, const VsVip& wanted) {
    if (old != nullptr && old->vip.at(0).vip_id != wanted.vip.at(0).vip_id) {
        return "Changing an existing VIP's vip_id is not supported";
    }
    for (const VsVip* other : s.store.of<VsVip>().with_key(distinct_key(wanted))) {
        if (other->uuid != wanted.uuid) {
            return fmt::format("{}[0].{}: {} is the address of VsVip {}", name_of(&VsVip::vip),
                               name_of(&model::Vip::ip_address), wanted.vip[0].ip_address.addr,
                               other->name);
        }
    }
    return "";
}

std::string objection(const SystemState& s, const model::VrfContext*,
                      const model::VrfContext& wanted) {
    return objection_to_gateways(s, wanted);
}

std::string objection(const SystemState& s, const model::Pool* old, const model::Pool& wanted) {
    if (old == nullptr || old->vrf_ref == wanted.vrf_ref) {
        return "";
    }
    const auto users = s.store.of<VirtualService>().referring_to(
        api::reference_to(model::Kind::pool, wanted.uuid));
    return users.empty() ? ""
                         : fmt::format("VRF Context for {} and pool {} different",
                                       users.front()->name, wanted.name);
}

std::string objection(const SystemState& s, const VirtualService* old,
                      const VirtualService& wanted) {
    for (const std::string& why : {different_vrf(s, wanted), objection_to_vip(s, wanted)}) {
        if (!why.empty()) {
            return why;
        }
    }
    for (const VirtualService* other : users_of(s, wanted.vsvip_ref)) {
        if (other->uuid == wanted.uuid) {
            continue;
        }
        if (other->se_group_ref != wanted.se_group_ref) {  // one VIP, one owner: INV-1
            return fmt::format("{}: {} shares its VIP and is in another SE group",
                               name_of(&VirtualService::se_group_ref), other->name);
        }
        if (overlap(s, *other, wanted)) {
            return fmt::format("{}: {} listens on the same port of the same VIP",
                               name_of(&VirtualService::services), other->name);
        }
    }
    if (old == nullptr) {
        return "";
    }
    const bool changes_group = old->se_group_ref != wanted.se_group_ref;
    const bool moves = changes_group || old->vsvip_ref != wanted.vsvip_ref;
    if (moves && (old->enabled || still_being_released(s, *old))) {
        return fmt::format(
            "{} can only change while {} is disabled and its engine has released it",
            name_of(changes_group ? &VirtualService::se_group_ref : &VirtualService::vsvip_ref),
            old->name);
    }
    return "";
}

std::string objection_to_removal(const SystemState& s, const ServiceEngine& engine) {
    const Engine* runtime = find_engine(s, engine.name);
    return runtime->health == OperState::OPER_DOWN
               ? ""
               : fmt::format("Cannot delete, {} is not down", engine.name);
}

void follow_up(SystemState& s, const ServiceEngineGroup* old, const ServiceEngineGroup& now) {
    retime(s);
    if (old == nullptr) {
        return;
    }
    if (old->ha_mode != now.ha_mode) {
        s.floating.erase(now.uuid);
        const std::string reference =
            api::reference_to(model::Kind::service_engine_group, now.uuid);
        for (const VirtualService* vs : s.store.of<VirtualService>().referring_to(reference)) {
            leave_place(s, vs->uuid);
        }
    } else if (old->distribute_load_active_standby && !now.distribute_load_active_standby) {
        begin_gathering(s, now, "load is no longer distributed");  // LEG-11
    }
}

void follow_up(SystemState& s, const model::SeProperties*, const model::SeProperties&) {
    retime(s);
}

// An engine that went to another group (LEG-33) is watched by that group's timers, and leaves room.
void follow_up(SystemState& s, const ServiceEngine*, const ServiceEngine&) {
    retime(s);
    s.refused_engines.clear();
}

void follow_up(SystemState& s, const VirtualService* old, const VirtualService& now) {
    if (old == nullptr) {
        return;
    }
    if (!old->enabled && now.enabled) {
        cap_instances(s, now);
    }
    if (old->se_group_ref != now.se_group_ref || old->vsvip_ref != now.vsvip_ref) {
        leave_place(s, now.uuid);
    }
}

void forget(SystemState& s, const ServiceEngineGroup& removed) {
    s.floating.erase(removed.uuid);
}

void forget(SystemState& s, const ServiceEngine& removed) {
    const Engine* engine = find_engine(s, removed.name);
    if (engine->connection) {
        s.effects.push_back(effect::CloseConnection{*engine->connection});
        s.connections[*engine->connection].registered = false;
    }
    std::erase_if(s.engines,
                  [&](const Engine& one) { return one.name == EngineName(removed.name); });
    s.refused_engines.clear();  // there is room again
}

void forget(SystemState& s, const VirtualService& removed) {
    s.services.erase(removed.uuid);
    s.moves.forget(move_key(removed));
}

}  // namespace holdfast::reference::controller
