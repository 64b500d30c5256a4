// SPDX-License-Identifier: Apache-2.0
#include "reference/controller/instances.h"

#include <algorithm>

#include "reference/controller/configuration.h"

namespace holdfast::reference::controller {
namespace {

bool contains(const std::vector<EngineName>& names, const EngineName& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_draining(const SystemState& s, const model::VirtualService& vs, const EngineName& name) {
    const auto scale = s.scales.find(vip_of(s, vs));
    return scale != s.scales.end() && scale->second.draining && scale->second.from == name;
}

bool can_serve_beside_others(const SystemState& s, const EngineName& name) {
    const Engine* engine = find_engine(s, name);
    return engine != nullptr && engine->data_link != MacAddress{};
}

}  // namespace

// One source address cannot be on two engines (PLC-16).
bool is_spread(const SystemState& s, const model::VirtualService& vs) {
    const ServicePlace* place = s.services.find(vs.uuid);
    return place != nullptr && place->engines.size() > 1 && !group_of(s, vs).legacy() &&
           std::all_of(place->engines.begin(), place->engines.end(), [&](const EngineName& name) {
               return can_serve_beside_others(s, name) &&
                      (vs.snat_ip.empty() || place->sources.contains(name));
           });
}

void assign_sources(SystemState& s, const model::VirtualService& vs) {
    const ServicePlace* place = s.services.find(vs.uuid);
    if (place == nullptr) {
        return;
    }
    const std::vector<Ipv4Address> all = addresses_of(vs.snat_ip);
    std::map<EngineName, Ipv4Address> sources = place->sources;
    std::erase_if(sources, [&](const auto& entry) {
        return !lists(*place, entry.first) ||
               std::find(all.begin(), all.end(), entry.second) == all.end();
    });
    for (const EngineName& name : place->engines) {
        const auto free = std::find_if(all.begin(), all.end(), [&](Ipv4Address address) {
            return std::none_of(sources.begin(), sources.end(),
                                [&](const auto& entry) { return entry.second == address; });
        });
        if (!sources.contains(name) && free != all.end()) {
            sources[name] = *free;
        }
    }
    if (sources != place->sources) {
        s.services.edit(vs.uuid).sources = std::move(sources);
        s.dirty = true;
    }
}

std::vector<Ipv4Address> sources_of(const SystemState& s, const model::VirtualService& vs,
                                    const Engine& told) {
    const ServicePlace* place = s.services.find(vs.uuid);
    const bool one_each = place != nullptr && !group_of(s, vs).legacy();
    if (one_each) {
        if (const auto own = place->sources.find(told.name); own != place->sources.end()) {
            return {own->second};
        }
    }
    return addresses_of(vs.snat_ip);
}

std::vector<protocol::Instance> instances_of(const SystemState& s, const model::VirtualService& vs,
                                             const Engine& told) {
    std::vector<protocol::Instance> instances;
    if (!is_spread(s, vs)) {
        return instances;
    }
    const ServicePlace& place = s.services.at(vs.uuid);
    for (const EngineName& name : place.engines) {
        if (name == told.name || name == place.engines.front() || contains(place.ready, name)) {
            instances.push_back({name, find_engine(s, name)->data_link, is_draining(s, vs, name)});
        }
    }
    return instances;
}

void note_ready(SystemState& s, const Engine& engine) {
    if (!engine.confirmed()) {
        return;
    }
    for (const protocol::PlacedService& service : engine.sent->services) {
        const auto* stored = s.store.of<model::VirtualService>().find_name(service.name.text());
        if (service.instances.empty() || stored == nullptr) {
            continue;
        }
        const ServicePlace* place = s.services.find(stored->object.uuid);
        if (place != nullptr && lists(*place, engine.name) &&
            !contains(place->ready, engine.name)) {
            s.services.edit(stored->object.uuid).ready.push_back(engine.name);
            unsettle_group(s, group_of(s, engine));
            s.dirty = true;
        }
    }
}

void forget_ready(SystemState& s, const Engine& engine) {
    for (const model::VirtualService* vs : services_on(s, engine, group_of(s, engine))) {
        if (contains(s.services.at(vs->uuid).ready, engine.name)) {
            std::erase(s.services.edit(vs->uuid).ready, engine.name);
            unsettle_group(s, group_of(s, engine));
            s.dirty = true;
        }
    }
}

}  // namespace holdfast::reference::controller
