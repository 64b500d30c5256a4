// SPDX-License-Identifier: Apache-2.0
#include "reference/api/present.h"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "reference/api/reference.h"
#include "reference/api/secrets.h"

namespace holdfast::reference::api {
namespace {

namespace json = boost::json;
using model::Field;

json::value shown(const Field& field, const json::value& stored, const View& view) {
    if (field.secret) {
        return json::value(secret_shown);
    }
    if (field.refers_to && stored.is_string()) {
        return json::value(view.reference(*field.refers_to, stored.get_string()));
    }
    if (field.object != nullptr && stored.is_object()) {
        return present(*field.object, stored.get_object(), view);
    }
    return stored;
}

bool unset(const json::value& value) {
    const auto* text = value.if_string();
    const auto* list = value.if_array();
    return (text != nullptr && text->empty()) || (list != nullptr && list->empty());
}

}  // namespace

std::string View::reference(model::Kind kind, std::string_view stored) const {
    const std::string_view uuid = stored.substr(stored.rfind('/') + 1);
    return url(kind, uuid, names ? name_of(kind, uuid) : "");
}

std::string View::url(model::Kind kind, std::string_view uuid, std::string_view name) const {
    std::string url = fmt::format("https://{}/api/{}", host, model::names_of(kind).path);
    if (!model::is_singleton(kind)) {
        url += fmt::format("/{}", uuid);
        if (names && !name.empty()) {
            url += fmt::format("#{}", name);
        }
    }
    return url;
}

json::object present(const model::Schema& schema, const json::object& stored, const View& view) {
    json::object out;
    for (const Field& field : schema.fields) {
        const json::value* value = stored.if_contains(field.member);
        if (value == nullptr || unset(*value) || field.since_version > view.version ||
            (view.skip_default && *value == field.standard && field.name != "name")) {
            continue;
        }
        const json::array* list = value->if_array();
        if (list == nullptr) {
            json::value one = shown(field, *value, view);
            if (!view.skip_default || field.standard.is_null() || !one.is_object() ||
                !one.get_object().empty()) {
                out[field.name] = std::move(one);
            }
            continue;
        }
        json::array items;
        for (const json::value& item : *list) {
            items.push_back(shown(field, item, view));
        }
        out[field.name] = std::move(items);
    }
    return out;
}

json::object present_object(model::Kind kind, const model::Schema& schema,
                            const json::object& stored, std::int64_t last_modified,
                            const View& view) {
    const json::value* name = stored.if_contains("name");
    json::object out;
    out["url"] = view.url(kind, std::string_view(stored.at("uuid").as_string()),
                          name == nullptr ? "" : std::string_view(name->as_string()));
    for (auto& field : present(schema, stored, view)) {
        out[field.key()] = std::move(field.value());
    }
    out["_last_modified"] = std::to_string(last_modified);
    return out;
}

}  // namespace holdfast::reference::api
