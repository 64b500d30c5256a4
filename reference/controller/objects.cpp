// SPDX-License-Identifier: Apache-2.0
// Reading and writing configuration objects: the same for every kind.
#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cctype>
#include <set>

#include "reference/api/list_query.h"
#include "reference/api/patch.h"
#include "reference/api/reference.h"
#include "reference/api/secrets.h"
#include "reference/controller/api_requests.h"
#include "reference/controller/object_requests.h"
#include "reference/controller/runtime.h"

namespace holdfast::reference::controller {
namespace {

using api::Answer;
using model::Kind;
namespace json = boost::json;

Answer answer(int status, const json::object& body) {
    return {status, json::serialize(body)};
}

// ---- lists

struct Listing {
    SystemState& s;
    const api::RequestContext& context;
    const AnyCollection& collection;
    const api::ListQuery& query;
};

// A question may be about what an answer shows, and nothing else.
json::object searched(const AnyCollection& collection, const Entry& entry) {
    return api::without_secrets(collection.schema(), collection.store(entry));
}

// Only these can pass: asked of an index where there is one.
std::vector<Entry> candidates(const Listing& list) {
    if (list.query.refers_to) {
        const auto& [path, uuid] = *list.query.refers_to;
        return list.collection.referring_to(api::reference_to(*model::kind_of_path(path), uuid));
    }
    for (const api::Filter& filter : list.query.filters) {
        if (filter.test == api::Filter::Test::equals && filter.path.size() == 1) {
            if (filter.path[0] == "name") {
                return list.collection.named(filter.values.front());
            }
            if (filter.path[0] == "uuid") {
                const auto found = list.collection.find(filter.values.front());
                return found ? std::vector{*found} : std::vector<Entry>{};
            }
        }
    }
    return list.collection.entries();
}

/// What an object refers to, as stored.
std::set<std::string> references_of(SystemState& s, const std::pair<std::string, std::string>& by) {
    std::set<std::string> references;
    const auto collection = collection_of(s, *model::kind_of_path(by.first));
    if (const auto entry = collection->find(by.second)) {
        for (const auto& found :
             model::references_in(collection->schema(), collection->store(*entry))) {
            references.insert(found.to);
        }
    }
    return references;
}

std::vector<Entry> passing(const Listing& list) {
    std::vector<Entry> found = candidates(list);
    const api::FieldOf field_of = [&](Kind kind, std::string_view uuid, const std::string& field) {
        const auto collection = collection_of(list.s, kind);
        const auto entry = collection->find(uuid);
        return entry ? api::sort_key(collection->schema(), searched(*collection, *entry), field)
                     : "";
    };
    const bool looks_inside = !list.query.filters.empty() || list.query.search ||
                              !list.query.label_key.empty() || !list.query.label_value.empty();
    const std::set<std::string> referred = list.query.referred_by
                                               ? references_of(list.s, *list.query.referred_by)
                                               : std::set<std::string>{};
    const Visibility visibility(list.s, list.context, list.collection.kind());
    std::erase_if(found, [&](const Entry& entry) {
        return !visibility.includes(entry) ||
               (list.query.referred_by &&
                !referred.contains(api::reference_to(list.collection.kind(), entry.uuid))) ||
               (looks_inside && !matches(list.query, list.collection.schema(),
                                         searched(list.collection, entry), field_of));
    });
    return found;
}

void sort(const Listing& list, std::vector<Entry>& entries) {
    if (list.query.sort.empty()) {
        return;
    }
    std::vector<std::pair<std::string, Entry>> keyed;
    for (const Entry& entry : entries) {
        keyed.emplace_back(list.query.sort == "name"
                               ? std::string(entry.name)
                               : api::sort_key(list.collection.schema(),
                                               searched(list.collection, entry), list.query.sort),
                           entry);
    }
    std::stable_sort(keyed.begin(), keyed.end(), [&](const auto& a, const auto& b) {
        return list.query.descending ? b.first < a.first : a.first < b.first;
    });
    std::transform(keyed.begin(), keyed.end(), entries.begin(),
                   [](const auto& one) { return one.second; });
}

/// The part of the list that this page shows, and whether there is more behind it.
std::pair<std::vector<Entry>, bool> page_of(const api::ListQuery& query,
                                            const std::vector<Entry>& all) {
    const std::size_t begin = std::min((query.page - 1) * query.page_size, all.size());
    const std::size_t end = std::min(begin + query.page_size, all.size());
    const auto at = [&](std::size_t i) { return all.begin() + static_cast<std::ptrdiff_t>(i); };
    return {std::vector<Entry>(at(begin), at(end)), end < all.size()};
}

// AKO cuts it at "/api/<type>" and asks for the rest: all parameters go with it.
std::string next_url(const api::RequestContext& context, std::string_view path,
                     api::Parameters parameters, std::size_t next_page) {
    std::erase_if(parameters.all, [](const auto& one) { return one.first == "page"; });
    parameters.all.emplace_back("page", std::to_string(next_page));
    return fmt::format("https://{}/api/{}?{}", context.host, path, to_query(parameters));
}

template <class Show>
Answer list_answer(const Listing& list, std::string_view path, const api::Parameters& parameters,
                   Show show) {
    std::vector<Entry> found = passing(list);
    sort(list, found);
    if (list.query.limit_by) {
        found.resize(std::min(found.size(), *list.query.limit_by));
    }
    const auto [page, more] = page_of(list.query, found);
    json::array results;
    for (const Entry& entry : page) {
        results.push_back(show(entry));
    }
    json::object body{{"count", found.size()}, {"results", std::move(results)}};
    if (more) {
        body["next"] = next_url(list.context, path, parameters, list.query.page + 1);
    }
    return answer(200, body);
}

// ---- writes

Answer written(SystemState& s, const api::RequestContext& context, int status,
               const AnyCollection& collection, const std::variant<Entry, Answer>& outcome,
               const api::Parameters& parameters) {
    if (const auto* refused = std::get_if<Answer>(&outcome)) {
        return *refused;
    }
    const api::View view = view_for(s, context, parameters, true);
    const json::object object = shown(collection, std::get<Entry>(outcome), view);
    Answer result = answer(status, object);
    if (status == 201) {
        result.headers.emplace_back("Location", std::string(object.at("url").as_string()));
    }
    return result;
}

// Clients find the uuid in a reference by its form.
std::optional<Answer> refuse_uuid(const AnyCollection& collection, const std::string& wished) {
    const std::string begin = std::string(model::names_of(collection.kind()).path) + "-";
    const auto permitted = [](unsigned char c) {
        return std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.';
    };
    if (!wished.empty() && (!wished.starts_with(begin) || wished.size() > 255 ||
                            !std::all_of(wished.begin(), wished.end(), permitted))) {
        return api::error_answer(
            400, fmt::format("Slug: '{}' is not '{}' and letters, digits and any of -_.", wished,
                             begin));
    }
    if (!wished.empty() && collection.find(wished)) {
        return api::error_answer(
            409, fmt::format("{} with this uuid already exists.", collection.schema().model));
    }
    return std::nullopt;
}

// 412: the client read it before somebody changed it.
bool stale(const json::object& body, const Entry& entry) {
    const json::value* stamp = body.if_contains("_last_modified");
    return stamp != nullptr && stamp->is_string() &&
           std::string_view(stamp->get_string()) != std::to_string(entry.last_modified);
}

// ---- what PUT and PATCH share

/// `fields_of`: what the whole object says then, by what is stored and the body; or a refusal.
template <class Command, class FieldsOf>
Answer change_object(SystemState& s, const api::RequestContext& context, const Command& command,
                     const char* method, const FieldsOf& fields_of) {
    const auto collection = collection_of(s, command.kind);
    const auto entry = find_visible(s, context, *collection, command.uuid);
    if (!entry) {
        return api::not_found(command.kind);
    }
    auto body = api::parse_body(
        command.body, fmt::format("{} /api/{}", method, model::names_of(command.kind).path));
    if (auto* refused = std::get_if<Answer>(&body)) {
        return std::move(*refused);
    }
    if (stale(std::get<json::object>(body), *entry)) {
        return api::stale(command.kind);
    }
    auto fields = fields_of(receiving_for(s, context, collection->schema()),
                            collection->store(*entry), std::get<json::object>(body));
    if (auto* refused = std::get_if<Answer>(&fields)) {
        return std::move(*refused);
    }
    return written(s, context, 200, *collection,
                   write_object(s, context, *collection, std::get<json::object>(fields),
                                std::string(entry->uuid)),
                   command.parameters);
}

}  // namespace

Answer list_objects(SystemState& s, const api::RequestContext& context,
                    const api::command::List& command) {
    const auto collection = collection_of(s, command.kind);
    auto parsed = api::parse_list_query(command.parameters, collection->schema());
    if (auto* refused = std::get_if<Answer>(&parsed)) {
        return std::move(*refused);
    }
    const auto& query = std::get<api::ListQuery>(parsed);
    const api::View view = view_for(s, context, command.parameters, false);
    const Listing list{s, context, *collection, query};
    return list_answer(list, model::names_of(command.kind).path, command.parameters,
                       [&](const Entry& entry) {
                           json::object object = shown(*collection, entry, view);
                           if (query.join_runtime) {
                               object["runtime"] = runtime_of(s, view, command.kind, entry.uuid);
                           }
                           choose_fields(query, object);
                           return object;
                       });
}

Answer list_inventory(SystemState& s, const api::RequestContext& context,
                      const api::command::ListInventory& command) {
    const auto collection = collection_of(s, command.kind);
    auto parsed = api::parse_list_query(command.parameters, collection->schema());
    if (auto* refused = std::get_if<Answer>(&parsed)) {
        return std::move(*refused);
    }
    const api::View view = view_for(s, context, command.parameters, false);
    const auto show = [&](const Entry& entry) {
        return inventory_of(s, view, command.kind, entry.uuid, shown(*collection, entry, view));
    };
    if (!command.uuid.empty()) {
        const auto entry = find_visible(s, context, *collection, command.uuid);
        return entry ? answer(200, show(*entry)) : api::not_found(command.kind);
    }
    const Listing list{s, context, *collection, std::get<api::ListQuery>(parsed)};
    return list_answer(list, fmt::format("{}-inventory", model::names_of(command.kind).path),
                       command.parameters, show);
}

Answer read_object(SystemState& s, const api::RequestContext& context,
                   const api::command::Read& command) {
    const auto collection = collection_of(s, command.kind);
    const auto entry = find_visible(s, context, *collection, command.uuid);
    if (!entry) {
        return api::not_found(command.kind);
    }
    const api::View view = view_for(s, context, command.parameters, false);
    json::object object = shown(*collection, *entry, view);
    add_computed(s, view, command.kind, entry->uuid, object);
    return answer(200, object);
}

Answer create_object(SystemState& s, const api::RequestContext& context,
                     const api::command::Create& command) {
    const auto collection = collection_of(s, command.kind);
    auto body = api::parse_body(command.body,
                                fmt::format("POST /api/{}", model::names_of(command.kind).path));
    if (auto* refused = std::get_if<Answer>(&body)) {
        return std::move(*refused);
    }
    auto fields =
        receive(receiving_for(s, context, collection->schema()), std::get<json::object>(body));
    if (auto* refused = std::get_if<Answer>(&fields)) {
        return std::move(*refused);
    }
    if (auto refused = refuse_uuid(*collection, context.wished_uuid)) {
        return *refused;
    }
    return written(
        s, context, 201, *collection,
        write_object(s, context, *collection, std::get<json::object>(fields), context.wished_uuid),
        {});
}

Answer replace_object(SystemState& s, const api::RequestContext& context,
                      const api::command::Replace& command) {
    return change_object(s, context, command, "PUT",
                         [](const api::Receiving& receiving, const json::object&,
                            const json::object& body) { return receive(receiving, body); });
}

Answer patch_object(SystemState& s, const api::RequestContext& context,
                    const api::command::Patch& command) {
    return change_object(
        s, context, command, "PATCH",
        [](const api::Receiving& receiving, json::object stored, const json::object& body) {
            return patched(receiving, std::move(stored), body);
        });
}

Answer remove_object(SystemState& s, const api::RequestContext& context,
                     const api::command::Remove& command) {
    const auto collection = collection_of(s, command.kind);
    const auto entry = find_visible(s, context, *collection, command.uuid);
    if (!entry) {
        return api::not_found(command.kind);
    }
    if (auto refused = foreign(s, context, *collection, *entry)) {
        return *refused;
    }
    return collection->remove(s, command.uuid).value_or(Answer{204, ""});
}

}  // namespace holdfast::reference::controller
