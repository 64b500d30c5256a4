// SPDX-License-Identifier: Apache-2.0
// Reading and writing configuration objects: the same for every kind.
#include <fmt/format.h>

#include <boost/json.hpp>

#include "reference/api/object_text.h"
#include "reference/controller/api_requests.h"
#include "reference/controller/change_rules.h"
#include "reference/controller/engines.h"
#include "reference/model/validate.h"

namespace holdfast::reference::controller {
namespace {

using api::Answer;
using api::error_answer;
using model::Kind;
using MaybeAnswer = std::optional<Answer>;

template <class T>
Answer answer(int status, const Stored<T>& stored) {
    return {status, boost::json::serialize(api::write_object(stored.object, stored.last_modified))};
}

/// Calls visit(collection) with the collection of a kind.
template <class Visit>
Answer with_collection(Store& store, Kind kind, Visit visit) {
    Answer result;
    std::apply(
        [&](auto&... collections) {
            const auto try_one = [&](auto& collection) {
                using T = std::remove_cvref_t<decltype(collection.items()[0].object)>;
                if (model::kind_of<T> == kind) {
                    result = visit(collection);
                }
            };
            (try_one(collections), ...);
        },
        store.collections);
    return result;
}

template <class C>
using ObjectOf = std::remove_cvref_t<decltype(std::declval<C>().items()[0].object)>;

// The uuid of the object that a reference means; empty: there is none.
std::string uuid_of(Store& store, Kind kind, const api::Reference& reference) {
    std::string uuid;
    with_collection(store, kind, [&](auto& collection) {
        const auto* stored = reference.uuid.empty() ? collection.find_name(reference.name)
                                                    : collection.find(reference.uuid);
        uuid = stored == nullptr ? "" : stored->object.uuid;
        return Answer{};
    });
    return uuid;
}

// Brings every reference into the stored form, or refuses one that leads nowhere.
template <class T>
MaybeAnswer resolve_references(Store& store, T& object) {
    MaybeAnswer refused;
    model::for_each_reference(object, [&](const char* field, Kind kind, std::string& text) {
        if (text.empty() || refused) {
            return;
        }
        const Result<api::Reference> reference = api::parse_reference(text, kind);
        if (reference.has_error()) {
            refused = error_answer(400, fmt::format("{}: {}", field, reference.error().message));
            return;
        }
        const std::string uuid = uuid_of(store, kind, *reference);
        if (uuid.empty()) {
            refused = error_answer(400, fmt::format("{}: '{}': {} object not found!", field, text,
                                                    model::names_of(kind).model));
            return;
        }
        text = api::reference_to(kind, uuid);
    });
    return refused;
}

template <class T>
void complete_object(T& object) {
    if constexpr (requires { complete(object); }) {
        complete(object);
    }
}

// Everything that a write of an object has to pass. `old` is null for a new one.
template <class T>
MaybeAnswer refuse_write(SystemState& s, const T* old, T& wanted) {
    if (const Result<void> valid = model::validate(wanted); valid.has_error()) {
        return error_answer(400, valid.error().message);
    }
    if (MaybeAnswer refused = resolve_references(s.store, wanted)) {
        return refused;
    }
    const auto* same_name = s.store.of<T>().find_name(wanted.name);
    if (same_name != nullptr && same_name->object.uuid != wanted.uuid) {
        return api::duplicate_name(model::kind_of<T>);
    }
    if (const std::string why = objection(s, old, wanted); !why.empty()) {
        return error_answer(400, why);
    }
    return std::nullopt;
}

template <class T>
Answer create(SystemState& s, const std::string& body) {
    const std::string_view path = model::names_of(model::kind_of<T>).path;
    Result<api::Received<T>> received =
        api::read_object<T>(body, fmt::format("POST /api/{}", path));
    if (received.has_error()) {
        return error_answer(400, received.error().message);
    }
    T wanted = std::move(received->object);
    wanted.uuid.clear();
    complete_object(wanted);
    if (MaybeAnswer refused = refuse_write<T>(s, nullptr, wanted)) {
        return *refused;
    }
    wanted.uuid = draw_uuid(s, model::kind_of<T>);
    const Stored<T>& stored =
        s.store.of<T>().add({std::move(wanted), stamp(s), ++s.objects_created});
    touch(s, model::kind_of<T>, stored.object.uuid);
    follow_up(s, static_cast<const T*>(nullptr), stored.object);
    return answer(201, stored);
}

template <class T>
Answer replace(SystemState& s, const api::command::Replace& command) {
    Collection<T>& collection = s.store.of<T>();
    const Stored<T>* stored = collection.find(command.uuid);
    if (stored == nullptr) {
        return api::not_found(command.kind);
    }
    Result<api::Received<T>> received = api::read_object<T>(
        command.body,
        fmt::format("PUT /api/{}/{}", model::names_of(command.kind).path, command.uuid));
    if (received.has_error()) {
        return error_answer(400, received.error().message);
    }
    if (received->last_modified.value_or(std::to_string(stored->last_modified)) !=
        std::to_string(stored->last_modified)) {
        return api::stale(command.kind);
    }
    T wanted = std::move(received->object);
    wanted.uuid = command.uuid;
    complete_object(wanted);
    const T old = stored->object;
    if (MaybeAnswer refused = refuse_write<T>(s, &old, wanted)) {
        return *refused;
    }
    collection.replace(
        {std::move(wanted), std::max(stored->last_modified + 1, stamp(s)), stored->order});
    touch(s, command.kind, command.uuid);
    follow_up(s, &old, stored->object);
    return answer(200, *stored);
}

template <class T>
Answer remove(SystemState& s, const api::command::Remove& command) {
    const Stored<T>* stored = s.store.of<T>().find(command.uuid);
    if (stored == nullptr) {
        return api::not_found(command.kind);
    }
    const auto referrers = referrers_of(s.store, command.kind, command.uuid);
    if (!referrers.empty()) {
        return api::in_use(referrers);
    }
    if (const std::string why = objection_to_removal(s, stored->object); !why.empty()) {
        return error_answer(400, why);
    }
    const T removed = stored->object;
    forget(s, removed);
    s.store.of<T>().remove(command.uuid);
    touch(s, command.kind, command.uuid);
    return {204, ""};
}

Answer written(SystemState& s, Answer result) {
    if (result.status < 300) {
        s.changed = true;
        s.dirty = true;
    }
    return result;
}

}  // namespace

Answer list_objects(SystemState& s, const api::command::List& command) {
    return with_collection(s.store, command.kind, [&](auto& collection) {
        boost::json::array results;
        for (const auto& stored : collection.items()) {
            if (!command.name || *command.name == stored.object.name) {
                results.push_back(api::write_object(stored.object, stored.last_modified));
            }
        }
        return Answer{200, boost::json::serialize(boost::json::object{
                               {"count", results.size()}, {"results", std::move(results)}})};
    });
}

Answer read_object(SystemState& s, const api::command::Read& command) {
    return with_collection(s.store, command.kind, [&](auto& collection) {
        const auto* stored = collection.find(command.uuid);
        return stored == nullptr ? api::not_found(command.kind) : answer(200, *stored);
    });
}

Answer create_object(SystemState& s, const api::command::Create& command) {
    return written(s, with_collection(s.store, command.kind, [&](auto& collection) {
                       using T = ObjectOf<decltype(collection)>;
                       if constexpr (std::is_same_v<T, model::ServiceEngine>) {
                           return api::method_not_allowed("POST");  // engines register
                       } else {
                           return create<T>(s, command.body);
                       }
                   }));
}

Answer replace_object(SystemState& s, const api::command::Replace& command) {
    return written(s, with_collection(s.store, command.kind, [&](auto& collection) {
                       return replace<ObjectOf<decltype(collection)>>(s, command);
                   }));
}

Answer remove_object(SystemState& s, const api::command::Remove& command) {
    return written(s, with_collection(s.store, command.kind, [&](auto& collection) {
                       return remove<ObjectOf<decltype(collection)>>(s, command);
                   }));
}

Answer read_se_properties(SystemState& s) {
    return answer(200, s.store.se_properties);
}

Answer replace_se_properties(SystemState& s, const api::command::ReplaceSeProperties& command) {
    auto received = api::read_object<model::SeProperties>(command.body, "PUT /api/seproperties");
    if (received.has_error()) {
        return error_answer(400, received.error().message);
    }
    if (const auto valid = model::validate(received->object); valid.has_error()) {
        return error_answer(400, valid.error().message);
    }
    Stored<model::SeProperties>& stored = s.store.se_properties;
    stored = {received->object, std::max(stored.last_modified + 1, stamp(s))};
    s.committed.se_properties_touched = true;
    retime(s);
    return written(s, answer(200, stored));
}

}  // namespace holdfast::reference::controller
