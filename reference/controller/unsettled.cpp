// SPDX-License-Identifier: Apache-2.0
#include "reference/controller/unsettled.h"

#include <utility>

#include "reference/controller/system_state.h"

namespace holdfast::reference::controller {
namespace {

using model::VirtualService;

std::string uuid_in(const std::string& reference) {
    return reference.substr(reference.rfind('/') + 1);
}

// Its room may be another's now.
void file_anew(SystemState& s, const std::string& service) {
    const Roster::Filing* found = s.roster.find(service);
    const Roster::Filing before = found == nullptr ? Roster::Filing{} : *found;
    const Stored<VirtualService>* stored = s.store.of<VirtualService>().find(service);
    if (stored == nullptr || !wants_a_place(s, stored->object)) {
        s.roster.remove(service);
        if (before.placed) {
            s.unsettled.groups.insert(before.group);
        }
        return;
    }
    const ServicePlace* place = s.services.find(service);
    Roster::Filing now{.order = stored->order,
                       .service = &stored->object,
                       .group = uuid_in(stored->object.se_group_ref),
                       .placed = place != nullptr && place->active,
                       .engines = place == nullptr ? std::vector<EngineName>{} : place->engines};
    if (before.placed && (!now.placed || before.group != now.group)) {
        s.unsettled.groups.insert(before.group);
    }
    s.unsettled.their_engines.insert(before.engines.begin(), before.engines.end());
    s.unsettled.their_engines.insert(now.engines.begin(), now.engines.end());
    s.unsettled.their_groups.insert(now.group);
    if (before.placed || now.placed) {
        s.unsettled.their_placed_groups.insert(now.group);
    }
    s.roster.file(service, std::move(now));
}

// Services of one VIP go together.
void unsettle_service(SystemState& s, const std::string& service) {
    s.unsettled.services.insert(service);
    file_anew(s, service);
    if (const Stored<VirtualService>* stored = s.store.of<VirtualService>().find(service)) {
        for (const VirtualService* companion :
             s.store.of<VirtualService>().referring_to(stored->object.vsvip_ref)) {
            s.unsettled.services.insert(companion->uuid);
            file_anew(s, companion->uuid);
        }
    }
}

/// Services from which references lead to the object, over others perhaps.
std::set<std::string> services_using(const Store& store, model::Kind kind,
                                     const std::string& uuid) {
    std::set<std::string> services;
    std::set<std::pair<model::Kind, std::string>> seen{{kind, uuid}};
    std::vector<std::pair<model::Kind, std::string>> to_look_at{{kind, uuid}};
    while (!to_look_at.empty()) {
        const auto [next_kind, next] = to_look_at.back();
        to_look_at.pop_back();
        for (const Referrer& user : referrers_of(store, next_kind, next)) {
            if (user.kind == model::Kind::virtual_service) {
                services.insert(user.uuid);
            } else if (seen.emplace(user.kind, user.uuid).second) {
                to_look_at.emplace_back(user.kind, user.uuid);
            }
        }
    }
    return services;
}

}  // namespace

void unsettle_object(SystemState& s, model::Kind kind, const std::string& uuid) {
    switch (kind) {
        case model::Kind::virtual_service:
            unsettle_service(s, uuid);
            return;
        case model::Kind::service_engine_group:
            s.unsettled.groups.insert(uuid);
            return;
        case model::Kind::service_engine:  // perhaps from one group to another
        case model::Kind::se_properties:   // every engine is told of them
        case model::Kind::vrf_context:     // and of the gateways there
            s.unsettled.everything = true;
            return;
        default:
            for (const std::string& service : services_using(s.store, kind, uuid)) {
                unsettle_service(s, service);
            }
    }
}

void unsettle_group(SystemState& s, const Engine& engine) {
    unsettle_group(s, group_of(s, engine));
}

void unsettle_group(SystemState& s, const model::ServiceEngineGroup& group) {
    s.unsettled.groups.insert(group.uuid);
}

void moved(SystemState& s, const std::string& service) {
    s.unsettled.services.insert(service);
    file_anew(s, service);
}

bool concerns(const SystemState& s, const Engine& engine, const model::ServiceEngineGroup& group) {
    if (s.unsettled.whole(group.uuid)) {
        return true;
    }
    return group.legacy() ? s.unsettled.their_placed_groups.contains(group.uuid)
                          : s.unsettled.their_engines.contains(engine.name);
}

std::vector<const VirtualService*> services_to_settle(const SystemState& s,
                                                      const model::ServiceEngineGroup& group) {
    if (s.unsettled.whole(group.uuid)) {
        return services_of(s, group);
    }
    if (!s.unsettled.their_groups.contains(group.uuid)) {
        return {};
    }
    // A pair has one measure of room for all of its services, an elastic engine one of its own.
    Roster::Services found = group.legacy() ? s.roster.of(group.uuid).placed : Roster::Services{};
    for (const std::string& service : s.unsettled.services) {
        const Roster::Filing* filing = s.roster.find(service);
        if (filing != nullptr && filing->group == group.uuid) {
            found[filing->order] = filing->service;
        }
    }
    std::vector<const VirtualService*> out;
    for (const auto& [order, service] : found) {
        out.push_back(service);
    }
    return out;
}

std::vector<const VirtualService*> services_to_judge(const SystemState& s) {
    Roster::Services found;
    const auto add = [&](const Stored<VirtualService>& stored) {
        found[stored.order] = &stored.object;
    };
    if (s.unsettled.everything) {
        for (const auto& stored : s.store.of<VirtualService>().items()) {
            add(stored);
        }
    }
    for (const std::string& group : s.unsettled.groups) {
        const Roster::Services& placed = s.roster.of(group).placed;
        found.insert(placed.begin(), placed.end());
    }
    for (const std::string& service : s.unsettled.services) {
        if (const auto* stored = s.store.of<VirtualService>().find(service)) {
            add(*stored);
        }
    }
    std::vector<const VirtualService*> out;
    for (const auto& [order, service] : found) {
        out.push_back(service);
    }
    return out;
}

}  // namespace holdfast::reference::controller
