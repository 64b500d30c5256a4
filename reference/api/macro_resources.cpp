// SPDX-License-Identifier: Apache-2.0
#include "reference/api/macro_resources.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cctype>

#include "reference/api/receive.h"
#include "reference/model/schema.h"
#include "reference/model/schemas.h"

namespace holdfast::reference::api {
namespace {

namespace json = boost::json;
using model::Kind;

const model::KindNames* names_of_model(std::string_view name) {
    const auto* found =
        std::find_if(model::kinds.begin(), model::kinds.end(),
                     [&](const model::KindNames& names) { return names.model == name; });
    return found == model::kinds.end() ? nullptr : found;
}

std::string lower(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
                   [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
    return out;
}

void note(std::vector<std::string>& found, std::string_view path) {
    if (std::find(found.begin(), found.end(), path) == found.end()) {
        found.emplace_back(path);
    }
}

void collect(Kind kind, const json::value& data, std::vector<std::string>& found) {
    if (const json::array* list = data.if_array()) {
        for (const json::value& one : *list) {
            collect(kind, one, found);
        }
        return;
    }
    note(found, model::names_of(kind).path);
    const json::object* object = data.if_object();
    if (object == nullptr) {
        return;
    }
    const model::Schema& schema = model::schema_of(kind);
    for (const auto& entry : *object) {
        const model::Field* field = schema.named(reference_of_child(entry.key()));
        if (field != nullptr && field->refers_to) {
            collect(*field->refers_to, entry.value(), found);
        }
    }
}

}  // namespace

std::string_view reference_of_child(std::string_view field) {
    constexpr std::string_view ending = "_data";
    return field.ends_with(ending) ? field.substr(0, field.size() - ending.size()) : "";
}

std::vector<std::string> resources_in_macro(std::string_view body) {
    const auto parsed = parse_body(body, "macro");
    const auto* object = std::get_if<json::object>(&parsed);
    const json::value* name = object == nullptr ? nullptr : object->if_contains("model_name");
    if (name == nullptr || !name->is_string()) {
        return {"macro"};
    }
    const model::KindNames* names = names_of_model(name->get_string());
    if (names == nullptr) {
        return {lower(name->get_string())};
    }
    std::vector<std::string> found;
    const json::value* data = object->if_contains("data");
    collect(names->kind, data == nullptr ? json::value() : *data, found);
    return found;
}

}  // namespace holdfast::reference::api
