// SPDX-License-Identifier: Apache-2.0
// A macro is an object with the objects that it refers to in the place of the references:
// {"model_name": "VirtualService", "data": {.., "pool_ref_data": {..}}}. All of it is done or
// nothing.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <set>

#include "reference/api/macro_resources.h"
#include "reference/api/reference.h"
#include "reference/controller/api_requests.h"
#include "reference/controller/factory.h"
#include "reference/controller/object_requests.h"

namespace holdfast::reference::controller {
namespace {

using api::Answer;
using model::Kind;
namespace json = boost::json;

// What a macro deletes with the object, when nobody else uses it.
constexpr std::array children{Kind::vs_vip, Kind::pool, Kind::pool_group, Kind::health_monitor};

struct Refusal {
    Answer answer;
};

class Macro {
  public:
    Macro(SystemState& s, const api::RequestContext& context)
        : s_(s),
          context_(context),
          marks_{s.committed.touched, s.uuids_drawn, s.objects_created, s.unsettled, s.dirty} {}

    /// Makes or changes the object, its children first. Throws Refusal.
    Entry write(Kind kind, const json::object& data) {
        const auto collection = collection_of(s_, kind);
        auto fields = api::receive(receiving_for(s_, context_, collection->schema()),
                                   with_children(collection->schema(), data));
        if (auto* refused = std::get_if<Answer>(&fields)) {
            throw Refusal{std::move(*refused)};
        }
        const std::string uuid = uuid_of(*collection, data);
        const auto before = uuid.empty() ? std::nullopt : collection->find(uuid);
        std::optional<Old> old;
        if (before) {
            old = Old{collection->store(*before), before->last_modified};
        }
        auto outcome =
            write_object(s_, context_, *collection, std::get<json::object>(fields), uuid);
        if (auto* refused = std::get_if<Answer>(&outcome)) {
            throw Refusal{std::move(*refused)};
        }
        const Entry entry = std::get<Entry>(outcome);
        done_.push_back({kind, std::string(entry.uuid), std::move(old)});
        return entry;
    }

    void undo() {
        for (auto step = done_.rbegin(); step != done_.rend(); ++step) {
            const auto collection = collection_of(s_, step->kind);
            if (step->old) {
                collection->put_back(s_, step->uuid, step->old->fields, step->old->last_modified);
            } else {
                collection->remove(s_, step->uuid);
            }
        }
        s_.committed.touched = marks_.touched;  // nothing is left to be remembered
        s_.uuids_drawn = marks_.uuids_drawn;
        s_.objects_created = marks_.objects_created;
        s_.unsettled = marks_.unsettled;
        s_.dirty = marks_.dirty;
    }

  private:
    struct Old {
        json::object fields;
        std::int64_t last_modified = 0;
    };
    struct Step {
        Kind kind;
        std::string uuid;
        std::optional<Old> old;  ///< none: it was made
    };
    /// What a write leaves in the state beside the object.
    struct Marks {
        std::set<std::pair<Kind, std::string>> touched;
        std::uint64_t uuids_drawn = 0;
        std::uint64_t objects_created = 0;
        Unsettled unsettled;
        bool dirty = false;
    };

    static std::string uuid_of(const AnyCollection& collection, const json::object& data) {
        if (const json::value* uuid = data.if_contains("uuid"); uuid && uuid->is_string()) {
            return collection.find(uuid->get_string()) ? std::string(uuid->get_string()) : "";
        }
        return "";
    }

    std::string child(const model::Field& field, const json::value& data) {
        if (!data.is_object()) {
            throw Refusal{api::error_answer(400, field.name + "_data: expected an object")};
        }
        return api::reference_to(*field.refers_to, write(*field.refers_to, data.get_object()).uuid);
    }

    json::object with_children(const model::Schema& schema, const json::object& data) {
        json::object out;
        for (const auto& entry : data) {
            const std::string_view name = entry.key();
            const model::Field* field = schema.named(api::reference_of_child(name));
            if (field == nullptr || !field->refers_to) {
                out[name] = entry.value();
            } else if (field->list && entry.value().is_array()) {
                json::array references;
                for (const json::value& one : entry.value().get_array()) {
                    references.push_back(json::value(child(*field, one)));
                }
                out[field->name] = std::move(references);
            } else {
                out[field->name] = child(*field, entry.value());
            }
        }
        return out;
    }

    SystemState& s_;
    const api::RequestContext& context_;
    Marks marks_;
    std::vector<Step> done_;
};

Answer write_all(SystemState& s, const api::RequestContext& context, int status, Kind kind,
                 const json::object& data) {
    Macro macro(s, context);
    try {
        const Entry entry = macro.write(kind, data);
        const json::object object =
            shown(*collection_of(s, kind), entry, view_for(s, context, {}, true));
        return {status, json::serialize(object)};
    } catch (const Refusal& refusal) {
        macro.undo();
        return refusal.answer;
    }
}

std::vector<model::FoundReference> references_of(const AnyCollection& collection,
                                                 const Entry& entry) {
    return model::references_in(collection.schema(), collection.store(entry));
}

void remove_unused(SystemState& s, const api::RequestContext& context,
                   const std::vector<model::FoundReference>& candidates) {
    for (const model::FoundReference& candidate : candidates) {
        const auto collection = collection_of(s, candidate.kind);
        const std::string uuid = candidate.to.substr(candidate.to.rfind('/') + 1);
        const auto entry = collection->find(uuid);
        if (!entry || foreign(s, context, *collection, *entry) ||
            std::find(children.begin(), children.end(), candidate.kind) == children.end()) {
            continue;
        }
        const auto further = references_of(*collection, *entry);
        if (!collection->remove(s, uuid)) {  // not shared, not a default object
            remove_unused(s, context, further);
        }
    }
}

Answer remove_all(SystemState& s, const api::RequestContext& context, Kind kind,
                  const json::object& data) {
    const auto collection = collection_of(s, kind);
    const json::value* uuid = data.if_contains("uuid");
    const auto entry = uuid != nullptr && uuid->is_string() && !uuid->get_string().empty()
                           ? find_visible(s, context, *collection, std::string(uuid->get_string()))
                           : std::nullopt;
    if (!entry) {
        return api::not_found(kind);
    }
    if (auto refused = foreign(s, context, *collection, *entry)) {
        return *refused;
    }
    const auto candidates = references_of(*collection, *entry);
    if (auto refused = collection->remove(s, std::string(entry->uuid))) {
        return *refused;
    }
    remove_unused(s, context, candidates);
    return {204, ""};
}

std::optional<Kind> kind_of_model(std::string_view name) {
    for (const model::KindNames& names : model::kinds) {
        if (names.model == name && !model::is_singleton(names.kind) &&
            names.kind != Kind::service_engine) {
            return names.kind;
        }
    }
    return std::nullopt;
}

}  // namespace

Answer run_macro(SystemState& s, const api::RequestContext& context,
                 const api::command::Macro& command) {
    auto parsed = api::parse_body(command.body, command.method + " /api/macro");
    if (auto* refused = std::get_if<Answer>(&parsed)) {
        return std::move(*refused);
    }
    const json::object& body = std::get<json::object>(parsed);
    const json::value* name = body.if_contains("model_name");
    const json::value* data = body.if_contains("data");
    const auto kind =
        name != nullptr && name->is_string() ? kind_of_model(name->get_string()) : std::nullopt;
    if (!kind) {
        return api::error_answer(400, "model_name: is not a type that a macro can write");
    }
    if (data == nullptr || !data->is_object()) {
        return api::error_answer(400, "data: expected an object");
    }
    if (command.method == "DELETE") {
        return remove_all(s, context, *kind, data->get_object());
    }
    return write_all(s, context, command.method == "POST" ? 201 : 200, *kind, data->get_object());
}

}  // namespace holdfast::reference::controller
