// SPDX-License-Identifier: Apache-2.0
#include "reference/controller/records.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/json.h"
#include "reference/controller/factory.h"
#include "reference/controller/system_state.h"
#include "reference/model/references.h"
#include "reference/model/validate.h"

namespace holdfast::reference::controller {

namespace {

constexpr std::uint32_t format_version =
    2;  // 2: who is ready to serve beside a primary, and its source

std::string event_key(std::uint64_t id) {
    return fmt::format("event/{:020}", id);  // so that keys sort as numbers do
}

template <class T>
std::string object_record(const Stored<T>& stored) {
    return boost::json::serialize(
        json::object{{"object", model::ObjectJson<T>::store(stored.object)},
                     {"last_modified", stored.last_modified},
                     {"order", stored.order}});
}

template <class T>
std::string text_of(const T& described) {
    return boost::json::serialize(json::store(described));
}

// ---- what is, in the form of records

SavedSystem system_of(const SystemState& s) {
    return {format_version, s.generation, s.uuids_drawn, s.objects_created};
}

std::map<std::string, SavedEngine> engines_in(const SystemState& s) {
    std::map<std::string, SavedEngine> out;
    for (const Engine& e : s.engines) {
        out["engine/" + e.name.text()] = {
            e.name,        e.version,
            e.boot_id,     e.heartbeat_address,
            e.health,      e.proved_dead,
            e.down_reason, {e.heartbeats_to.begin(), e.heartbeats_to.end()},
            e.emptying,    e.data_link};
    }
    return out;
}

SavedPlace saved(const ServicePlace& place) {
    std::vector<SavedSource> sources;
    for (const auto& [engine, address] : place.sources) {
        sources.push_back({engine, address});
    }
    return {place.active, place.engines,      place.list_version,
            place.ready,  std::move(sources), place.provisional,
            place.oper,   place.redundant,    place.taken_over};
}

std::map<std::string, SavedPlace> places_in(const SystemState& s) {
    std::map<std::string, SavedPlace> out;
    for (const auto& [uuid, place] : s.services.all()) {
        out.emplace_hint(out.end(), uuid, saved(place));
    }
    return out;
}

std::map<std::string, SavedFloatingList> floating_in(const SystemState& s) {
    std::map<std::string, SavedFloatingList> out;
    for (const auto& [group, places] : s.floating) {
        for (std::size_t list = 0; list < places.size(); ++list) {
            out[fmt::format("floating/{}/{}", group, list)] = {
                places[list].active, places[list].provisional, places[list].addresses};
        }
    }
    return out;
}

// What is as the group says needs no record, nor does a VIP that was deleted.
std::map<std::string, SavedScale> scales_in(const SystemState& s) {
    std::map<std::string, SavedScale> out;
    for (const auto& [vip, scale] : s.scales) {
        const bool says_something = scale.user_factor != 0 || scale.under_way != Scaling::none;
        if (says_something && s.store.of<model::VsVip>().find(vip) != nullptr) {
            out["scale/" + vip] = {scale.user_factor, scale.under_way, scale.from, scale.to,
                                   scale.draining};
        }
    }
    return out;
}

SavedCloud cloud_of(const SystemState& s) {
    SavedCloud saved;
    saved.hosts = s.cloud.hosts;
    for (const auto& [name, machine] : s.cloud.machines) {
        saved.machines.push_back(machine);
    }
    saved.without_buffer.assign(s.cloud.without_buffer.begin(), s.cloud.without_buffer.end());
    for (const auto& [name, silence] : s.cloud.silent) {
        saved.silent.push_back({name, silence.crashed});
    }
    saved.reboots.assign(s.cloud.reboots.begin(), s.cloud.reboots.end());
    return saved;
}

// ---- what changed

/// A record that is there once.
template <class T>
void take_single(const std::string& key, T now, T& committed, std::vector<Change>& changes) {
    if (now != committed) {
        changes.push_back({key, text_of(now)});
        committed = std::move(now);
    }
}

template <class T>
void compare(std::map<std::string, T>& old, std::map<std::string, T> current,
             std::vector<Change>& changes) {
    for (const auto& [key, value] : current) {
        if (const auto before = old.find(key); before == old.end() || before->second != value) {
            changes.push_back({key, text_of(value)});
        }
    }
    for (const auto& [key, value] : old) {
        if (!current.contains(key)) {
            changes.push_back({key, std::nullopt});
        }
    }
    old = std::move(current);
}

// In order of uuid: those that are there, then those that are gone.
void take_places(SystemState& s, std::vector<Change>& changes) {
    std::map<std::string, SavedPlace>& old = s.committed.places;
    std::vector<std::string> gone;
    for (const std::string& uuid : s.services.edited()) {
        const ServicePlace* place = s.services.find(uuid);
        const auto before = old.find(uuid);
        if (place == nullptr) {
            if (before != old.end()) {
                old.erase(before);
                gone.push_back(uuid);
            }
            continue;
        }
        SavedPlace now = saved(*place);
        if (before == old.end() || before->second != now) {
            changes.push_back({"place/" + uuid, text_of(now)});
            old[uuid] = std::move(now);
        }
    }
    for (const std::string& uuid : gone) {
        changes.push_back({"place/" + uuid, std::nullopt});
    }
    s.services.forget_edits();
}

std::string object_key(model::Kind kind, const std::string& uuid) {
    return fmt::format("{}/{}", model::names_of(kind).path, uuid);
}

template <class T>
void take_touched(const SystemState& s, const Collection<T>& collection,
                  std::vector<Change>& changes) {
    for (const auto& [kind, uuid] : s.committed.touched) {
        if (kind == model::kind_of<T>) {
            const Stored<T>* stored = collection.find(uuid);
            changes.push_back({object_key(kind, uuid),
                               stored ? std::optional(object_record(*stored)) : std::nullopt});
        }
    }
}

void take_objects(SystemState& s, std::vector<Change>& changes) {
    std::apply([&](const auto&... c) { (take_touched(s, c, changes), ...); }, s.store.collections);
    s.committed.touched.clear();
}

void take_events(SystemState& s, std::vector<Change>& changes) {
    for (const LoggedEvent& event : s.events.after(s.committed.last_event)) {
        changes.push_back({event_key(event.id), text_of(event)});
        s.committed.last_event = event.id;
        if (event.id > EventLog::kept_max) {
            changes.push_back({event_key(event.id - EventLog::kept_max), std::nullopt});
        }
    }
}

// ---- reading back

using Entry = Records::value_type;

template <class T>
T described(const Entry& record) {
    T value;
    json::load(boost::json::parse(record.second), value, "/" + record.first);
    return value;
}

/// What stands in `key` behind `prefix`; none when it begins otherwise.
std::optional<std::string> behind(const std::string& key, const std::string& prefix) {
    return key.starts_with(prefix) ? std::optional(key.substr(prefix.size())) : std::nullopt;
}

template <class T>
T loaded(const json::value& fields, const std::string& key) {
    Result<T> object = model::ObjectJson<T>::load(fields);
    if (object.has_error()) {
        throw json::Refused("/" + key, object.error().message);
    }
    return std::move(*object);
}

/// A record of an object, before it is known of which kind. There are two dozen: what need not be
/// compiled for each is not.
struct ObjectRecord {
    std::string key;
    json::value fields;
    std::int64_t last_modified = 0;
    std::uint64_t order = 0;
};

/// Those of one kind, in order of creation.
std::vector<ObjectRecord> object_records(const Records& records, model::Kind kind) {
    const std::string prefix = object_key(kind, "");
    std::vector<ObjectRecord> found;
    for (auto it = records.lower_bound(prefix);
         it != records.end() && it->first.starts_with(prefix); ++it) {
        const json::value value = boost::json::parse(it->second);
        ObjectRecord& record = found.emplace_back();
        record.key = it->first;
        record.fields = value.at("object");
        json::load(value.at("last_modified"), record.last_modified, "/" + record.key);
        json::load(value.at("order"), record.order, "/" + record.key);
    }
    std::sort(found.begin(), found.end(),
              [](const auto& a, const auto& b) { return a.order < b.order; });
    return found;
}

void require(const std::string& key, const Result<void>& valid) {
    if (valid.has_error()) {
        throw json::Refused("/" + key, valid.error().message);
    }
}

template <class T>
void read_collection(const Records& records, Collection<T>& collection) {
    for (const ObjectRecord& record : object_records(records, model::kind_of<T>)) {
        Stored<T> stored{loaded<T>(record.fields, record.key), record.last_modified, record.order};
        require(record.key, model::validate(stored.object));
        if (collection.find(stored.object.uuid) == nullptr) {
            collection.add(std::move(stored));
        } else {  // a factory object that was changed
            collection.replace(std::move(stored));
        }
    }
}

void read_engine(SystemState& s, const SavedEngine& from) {
    Engine engine;
    engine.name = from.name;
    engine.version = from.version;
    engine.boot_id = from.boot_id;
    engine.heartbeat_address = from.heartbeat_address;
    engine.health = from.health;
    engine.proved_dead = from.proved_dead;
    engine.down_reason = from.down_reason;
    engine.heartbeats_to = {from.heartbeats_to.begin(), from.heartbeats_to.end()};
    engine.emptying = from.emptying;
    engine.data_link = from.data_link;
    s.engines.push_back(std::move(engine));
}

void read_floating(SystemState& s, const std::string& place, const SavedFloatingList& from) {
    const auto slash = place.rfind('/');
    if (slash == std::string::npos) {
        throw json::Refused("/floating/" + place, "names no list");
    }
    s.floating[place.substr(0, slash)].at(std::stoul(place.substr(slash + 1))) = {
        .active = from.active, .provisional = from.provisional, .addresses = from.addresses};
}

void read_system(SystemState& s, const SavedSystem& from) {
    if (from.format != format_version) {
        throw json::Refused("/system",
                            fmt::format("format {} is not {}", from.format, format_version));
    }
    s.generation = from.generation;
    s.uuids_drawn = from.uuids_drawn;
    s.objects_created = from.objects_created;
}

void read_cloud(SystemState& s, const SavedCloud& from) {
    s.cloud.hosts = from.hosts;
    for (const Machine& machine : from.machines) {
        s.cloud.machines.emplace(machine.engine, machine);
    }
    s.cloud.without_buffer = {from.without_buffer.begin(), from.without_buffer.end()};
    for (const SavedSilence& silence : from.silent) {
        s.cloud.silent[silence.engine] = {.crashed = silence.crashed, .since = std::nullopt};
    }
    s.cloud.reboots = {from.reboots.begin(), from.reboots.end()};
}

void read_one(SystemState& s, const Entry& record) {
    const std::string& key = record.first;
    if (behind(key, "engine/")) {
        read_engine(s, described<SavedEngine>(record));
    } else if (const auto uuid = behind(key, "place/")) {
        const auto from = described<SavedPlace>(record);
        std::map<EngineName, Ipv4Address> sources;
        for (const SavedSource& source : from.sources) {
            sources[source.engine] = source.address;
        }
        s.services.restore(*uuid, {.active = from.active,
                                   .engines = from.engines,
                                   .list_version = from.list_version,
                                   .ready = from.ready,
                                   .sources = std::move(sources),
                                   .provisional = from.provisional,
                                   .oper = from.oper,
                                   .redundant = from.redundant,
                                   .taken_over = from.taken_over});
    } else if (const auto vip = behind(key, "scale/")) {
        const auto from = described<SavedScale>(record);
        s.scales[*vip] = {from.user_factor, from.under_way, from.from, from.to, from.draining, {}};
    } else if (const auto list = behind(key, "floating/")) {
        read_floating(s, *list, described<SavedFloatingList>(record));
    } else if (behind(key, "event/")) {
        const auto event = described<LoggedEvent>(record);
        s.events.continue_at(event.id);
        s.events.add(event);
    } else if (key == "machines") {
        read_cloud(s, described<SavedCloud>(record));
    } else if (key == "system") {
        read_system(s, described<SavedSystem>(record));
    }
}

// ---- what must fit together

template <class T>
void check_references(const Store& store, const Collection<T>& collection) {
    for (const Stored<T>& stored : collection.items()) {
        model::for_each_reference(
            stored.object, [&](const char* field, model::Kind kind, const std::string& to) {
                if (!to.empty() && !has_object(store, kind, to)) {
                    throw json::Refused("/" + name_of(stored.object) + "/" + field,
                                        "'" + to + "' leads nowhere");
                }
            });
    }
}

// Engines stand in the order in which they registered: that of their objects.
void order_engines(SystemState& s) {
    const auto& objects = s.store.of<model::ServiceEngine>();
    for (const Engine& engine : s.engines) {
        if (objects.find_name(engine.name.text()) == nullptr) {
            throw json::Refused("/engine/" + engine.name.text(), "has no object");
        }
    }
    if (objects.items().size() != s.engines.size()) {
        throw json::Refused("/engine", "an object has no engine");
    }
    const auto order = [&](const Engine& engine) {
        return objects.find_name(engine.name.text())->order;
    };
    std::sort(s.engines.begin(), s.engines.end(),
              [&](const Engine& a, const Engine& b) { return order(a) < order(b); });
}

void remember_committed(SystemState& s) {
    s.committed.engines = engines_in(s);
    s.committed.places = places_in(s);
    s.committed.floating = floating_in(s);
    s.committed.scales = scales_in(s);
    s.committed.cloud = cloud_of(s);
    s.committed.system = system_of(s);
    s.committed.last_event = s.events.next_id() - 1;
}

}  // namespace

void apply(Records& records, const std::vector<Change>& changes) {
    for (const Change& change : changes) {
        if (change.value) {
            records[change.key] = *change.value;
        } else {
            records.erase(change.key);
        }
    }
}

std::string to_text(const Records& records) {
    json::object all;
    all.reserve(records.size());
    for (const auto& [key, value] : records) {
        all[key] = value;
    }
    return boost::json::serialize(all);
}

Result<Records> parse_records(const std::string& text) {
    Result<json::value> parsed = json::parse(text, "records");
    if (parsed.has_error()) {
        return parsed.error();
    }
    const json::object* all = parsed->if_object();
    if (all == nullptr) {
        return bad_input("records: expected an object");
    }
    Records records;
    for (const auto& entry : *all) {
        const boost::json::string* value = entry.value().if_string();
        if (value == nullptr) {
            return bad_input("records: " + std::string(entry.key()) + ": expected a string");
        }
        records.emplace(entry.key(), *value);
    }
    return records;
}

std::vector<Change> take_changes(SystemState& s) {
    std::vector<Change> changes;
    take_objects(s, changes);
    compare(s.committed.engines, engines_in(s), changes);
    take_places(s, changes);
    compare(s.committed.floating, floating_in(s), changes);
    compare(s.committed.scales, scales_in(s), changes);
    take_events(s, changes);
    take_single("machines", cloud_of(s), s.committed.cloud, changes);
    take_single("system", system_of(s), s.committed.system, changes);
    return changes;
}

Result<void> read_records(SystemState& s, const Records& records) {
    try {
        add_factory_objects(s);
        std::apply([&](auto&... collections) { (read_collection(records, collections), ...); },
                   s.store.collections);
        for (const Entry& record : records) {
            read_one(s, record);
        }
        std::apply([&](const auto&... c) { (check_references(s.store, c), ...); },
                   s.store.collections);
        order_engines(s);
    } catch (const std::exception& damage) {  // of Boost.JSON, of load() and of at()
        return bad_input(std::string("records: ") + damage.what());
    }
    for (Engine& engine : s.engines) {
        engine.liveness = failover::EngineLiveness(liveness_timers(s, group_of(s, engine)));
    }
    for (const auto& stored : s.store.of<model::VirtualService>().items()) {
        moved(s, stored.object.uuid);
    }
    s.unsettled = {};  // nothing moves because the controller started
    remember_committed(s);
    s.engines_unwatched = true;
    return success;
}

}  // namespace holdfast::reference::controller
