// SPDX-License-Identifier: Apache-2.0
#include "reference/controller/snapshot.h"

#include <fmt/format.h>

#include "base/json.h"
#include "reference/model/validate.h"

namespace holdfast::reference::controller {

namespace {

constexpr std::uint32_t format_version = 1;

struct SavedEngine {
    EngineName name;
    std::string version;
    std::uint64_t boot_id = 0;
    Ipv4Address heartbeat_address;
    OperState health = OperState::OPER_UP;
    bool proved_dead = false;
    std::string down_reason;
};
BOOST_DESCRIBE_STRUCT(SavedEngine, (),
                      (name, version, boot_id, heartbeat_address, health, proved_dead, down_reason))

struct SavedService {
    std::string uuid;
    std::optional<EngineName> active;
    bool provisional = false;
    OperState oper = OperState::OPER_RESOURCES;
    bool redundant = false;
};
BOOST_DESCRIBE_STRUCT(SavedService, (), (uuid, active, provisional, oper, redundant))

struct SavedFloatingList {
    std::string group;
    std::uint32_t list = 0;
    std::optional<EngineName> active;
    bool provisional = false;
};
BOOST_DESCRIBE_STRUCT(SavedFloatingList, (), (group, list, active, provisional))

struct SavedSystem {
    std::uint32_t format = format_version;
    std::uint64_t generation = 0;
    std::uint64_t uuids_drawn = 0;
    std::uint64_t event_ids_reserved = 0;
    std::vector<SavedEngine> engines;
    std::vector<SavedService> services;
    std::vector<SavedFloatingList> floating;
    model::SeProperties se_properties;
    std::int64_t se_properties_modified = 0;
};
BOOST_DESCRIBE_STRUCT(SavedSystem, (),
                      (format, generation, uuids_drawn, event_ids_reserved, engines, services,
                       floating, se_properties, se_properties_modified))

// Objects stand under the path of their kind, each beside its time of change.
template <class T>
json::array objects_to_json(const Collection<T>& collection) {
    json::array out;
    for (const Stored<T>& stored : collection.items()) {
        out.push_back(json::object{{"object", json::store(stored.object)},
                                   {"last_modified", stored.last_modified}});
    }
    return out;
}

template <class T>
void objects_from_json(const json::object& all, Collection<T>& collection) {
    const std::string kind(model::names_of(model::kind_of<T>).path);
    for (const json::value& entry : all.at(kind).as_array()) {
        T object;
        json::load(entry.at("object"), object, "/" + kind);
        if (const Result<void> valid = model::validate(object); valid.has_error()) {
            throw json::Refused("/" + kind, valid.error().message);
        }
        collection.add({std::move(object), entry.at("last_modified").as_int64()});
    }
}

template <class T>
void check_references(const Store& store, const Collection<T>& collection) {
    for (const Stored<T>& stored : collection.items()) {
        model::for_each_reference(
            stored.object, [&](const char* field, model::Kind kind, const std::string& to) {
                const bool leads_somewhere = std::apply(
                    [&](const auto&... others) {
                        const auto has = [&](const auto& other) {
                            using U = std::remove_cvref_t<decltype(other.items()[0].object)>;
                            return model::kind_of<U> == kind && other.referred(to) != nullptr;
                        };
                        return (has(others) || ...);
                    },
                    store.collections);
                if (!to.empty() && !leads_somewhere) {
                    throw json::Refused("/" + stored.object.name + "/" + field,
                                        "'" + to + "' leads nowhere");
                }
            });
    }
}

void check_engines(const SystemState& s) {
    const auto& objects = s.store.of<model::ServiceEngine>();
    for (const Engine& engine : s.engines) {
        if (objects.find_name(engine.name.text()) == nullptr) {
            throw json::Refused("/engines", engine.name.text() + " has no object");
        }
    }
    if (objects.items().size() != s.engines.size()) {
        throw json::Refused("/engines", "an object has no engine");
    }
}

void fill(SystemState& s, const SavedSystem& saved) {
    s.generation = saved.generation;
    s.uuids_drawn = saved.uuids_drawn;
    s.event_ids_reserved = saved.event_ids_reserved;
    s.events.continue_at(std::max<std::uint64_t>(1, saved.event_ids_reserved));
    s.store.se_properties = {saved.se_properties, saved.se_properties_modified};
    for (const SavedEngine& from : saved.engines) {
        Engine engine;
        engine.name = from.name;
        engine.version = from.version;
        engine.boot_id = from.boot_id;
        engine.heartbeat_address = from.heartbeat_address;
        engine.health = from.health;
        engine.proved_dead = from.proved_dead;
        engine.down_reason = from.down_reason;
        s.engines.push_back(std::move(engine));
    }
    for (const SavedService& from : saved.services) {
        s.services[from.uuid] = {.active = from.active,
                                 .provisional = from.provisional,
                                 .oper = from.oper,
                                 .redundant = from.redundant};
    }
    for (const SavedFloatingList& from : saved.floating) {
        s.floating[from.group].at(from.list) = {.active = from.active,
                                                .provisional = from.provisional};
    }
}

}  // namespace

std::string write_snapshot(const SystemState& s) {
    SavedSystem saved{.generation = s.generation,
                      .uuids_drawn = s.uuids_drawn,
                      .event_ids_reserved = s.event_ids_reserved,
                      .se_properties = s.store.se_properties.object,
                      .se_properties_modified = s.store.se_properties.last_modified};
    for (const Engine& e : s.engines) {
        saved.engines.push_back({e.name, e.version, e.boot_id, e.heartbeat_address, e.health,
                                 e.proved_dead, e.down_reason});
    }
    for (const auto& [uuid, place] : s.services) {
        saved.services.push_back(
            {uuid, place.active, place.provisional, place.oper, place.redundant});
    }
    for (const auto& [group, places] : s.floating) {
        for (std::uint32_t list = 0; list < places.size(); ++list) {
            saved.floating.push_back({group, list, places[list].active, places[list].provisional});
        }
    }
    json::object objects;
    std::apply(
        [&](const auto&... collections) {
            const auto add = [&](const auto& collection) {
                using T = std::remove_cvref_t<decltype(collection.items()[0].object)>;
                objects[model::names_of(model::kind_of<T>).path] = objects_to_json(collection);
            };
            (add(collections), ...);
        },
        s.store.collections);
    return boost::json::serialize(
        json::object{{"objects", std::move(objects)}, {"system", json::store(saved)}});
}

Result<void> read_snapshot(SystemState& s, const std::string& text) {
    Result<json::value> parsed = json::parse(text, "snapshot");
    if (parsed.has_error()) {
        return parsed.error();
    }
    try {
        const json::object& all = parsed->as_object();
        SavedSystem saved;
        json::load(all.at("system"), saved, "/system");
        if (saved.format != format_version) {
            return bad_input(
                fmt::format("snapshot: format {} is not {}", saved.format, format_version));
        }
        const json::object& objects = all.at("objects").as_object();
        std::apply([&](auto&... collections) { (objects_from_json(objects, collections), ...); },
                   s.store.collections);
        std::apply([&](const auto&... c) { (check_references(s.store, c), ...); },
                   s.store.collections);
        fill(s, saved);
        check_engines(s);
    } catch (const std::exception& damage) {  // of Boost.JSON, of load() and of at()
        return bad_input(std::string("snapshot: ") + damage.what());
    }
    for (Engine& engine : s.engines) {
        engine.liveness = failover::EngineLiveness(liveness_timers(s, group_of(s, engine)));
    }
    s.engines_unwatched = true;
    return success;
}

}  // namespace holdfast::reference::controller
