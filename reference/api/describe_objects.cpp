// SPDX-License-Identifier: Apache-2.0
#include "reference/api/describe_objects.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <boost/json.hpp>
#include <set>
#include <vector>

#include "reference/model/schema.h"
#include "reference/model/schemas.h"

namespace holdfast::reference::api {
namespace {

using model::Field;
using model::Schema;

std::string type_of(const Field& field) {
    const auto name = [&]() -> std::string {
        switch (field.type) {
            case Field::Type::text:
                return field.secret ? "string, never shown"
                       : field.refers_to
                           ? fmt::format("reference to {}", model::names_of(*field.refers_to).model)
                           : "string";
            case Field::Type::boolean:
                return "boolean";
            case Field::Type::number:
                return "integer";
            case Field::Type::decimal:
                return "number";
            case Field::Type::word:
                return "one of " + fmt::format("{}", fmt::join(field.words, ", "));
            case Field::Type::object:
                return field.object->model;
            case Field::Type::opaque:
                return "object, kept as it is";
        }
        return "";
    }();
    return field.list ? "list of " + name : name;
}

std::string limits_of(const Field& field) {
    std::string text;
    if (field.limit) {
        text = fmt::format("{} to {}", field.limit->low, field.limit->high);
        for (const auto special : field.limit->special) {
            text += fmt::format(", or {}", special);
        }
    }
    if (!field.unit.empty()) {
        text += (text.empty() ? "" : " ") + field.unit;
    }
    if (field.entries) {
        text += fmt::format("{} to {} entries", field.entries->low, field.entries->high);
    }
    return text;
}

std::string standard_of(const Field& field) {
    if (field.required) {
        return "required";
    }
    return field.standard.is_null() || field.standard.is_object()
               ? ""
               : fmt::format("`{}`", boost::json::serialize(field.standard));
}

void describe(const Schema& schema, const std::string& heading, std::string& out,
              std::vector<const Schema*>& inner) {
    out += fmt::format(
        "\n{}\n\n| field | type | default | limits | since |\n|---|---|---|---|---|\n", heading);
    for (const Field& field : schema.fields) {
        out += fmt::format("| {} | {} | {} | {} | {} |\n", field.name, type_of(field),
                           standard_of(field), limits_of(field), field.since);
        if (field.object != nullptr) {
            inner.push_back(field.object);
        }
    }
}

}  // namespace

std::string describe_objects() {
    std::string out = "# Objects of the API\n";
    std::vector<const Schema*> inner;
    for (const model::KindNames& names : model::kinds) {
        describe(model::schema_of(names.kind),
                 fmt::format("## {} (`/api/{}`)", names.model, names.path), out, inner);
    }
    std::set<const Schema*> described;
    for (std::size_t i = 0; i < inner.size(); ++i) {  // grows: types within types
        if (described.insert(inner[i]).second) {
            describe(*inner[i], "### " + inner[i]->model, out, inner);
        }
    }
    return out;
}

}  // namespace holdfast::reference::api
