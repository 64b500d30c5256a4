// SPDX-License-Identifier: Apache-2.0
#include "reference/model/schema.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cctype>
#include <charconv>

#include "reference/model/addresses.h"

namespace holdfast::reference::model {
namespace {

namespace json = boost::json;
using Fault = std::optional<std::string>;

Fault bad_name(const std::string& where, std::string_view name) {
    const auto permitted = [](unsigned char c) {
        return std::isalnum(c) != 0 ||
               std::string_view(" @.+-_").find(static_cast<char>(c)) != std::string_view::npos;
    };
    if (name.empty() || name.size() > 255 || !std::all_of(name.begin(), name.end(), permitted)) {
        return fmt::format("{}: '{}' is not 1-255 letters, digits, blanks and any of @.+-_", where,
                           name);
    }
    return std::nullopt;
}

Fault not_permitted(const std::string& where, const Limit& limit, std::int64_t value,
                    std::string_view what) {
    if (limit.permits(value)) {
        return std::nullopt;
    }
    std::string special;
    for (const std::int64_t one : limit.special) {
        special += fmt::format(" or {}", one);
    }
    return fmt::format("{}: {}{} is not in {}-{}{}", where, value, what, limit.low, limit.high,
                       special);
}

Fault fault_in_one(const Field& field, const std::string& where, const json::value& value) {
    if (field.limit && value.is_number()) {
        return not_permitted(where, *field.limit, value.to_number<std::int64_t>(), "");
    }
    if (field.object == &schema_of(static_cast<const IpAddr*>(nullptr))) {
        const std::string wrong =
            fault_of(value.at("addr").as_string(), value.at("type").as_string());
        return wrong.empty() ? Fault() : where + ": " + wrong;
    }
    return std::nullopt;
}

Fault fault_within(const Schema& schema, const json::object& stored, const std::string& prefix);

Fault fault_in(const Field& field, const std::string& where, const json::value& value) {
    if (Fault found = fault_in_one(field, where, value)) {
        return found;
    }
    const json::object* object = value.if_object();
    return field.object != nullptr && object != nullptr
               ? fault_within(*field.object, *object, where + ".")
               : std::nullopt;
}

Fault fault_in_list(const Field& field, const std::string& where, const json::array& list) {
    if (field.entries) {
        if (Fault found = not_permitted(where, *field.entries,
                                        static_cast<std::int64_t>(list.size()), " entries")) {
            return found;
        }
    }
    for (std::size_t i = 0; i < list.size(); ++i) {
        if (Fault found = fault_in(field, fmt::format("{}[{}]", where, i), list[i])) {
            return found;
        }
    }
    return std::nullopt;
}

bool unset(const json::value* value) {
    return value == nullptr || (value->is_string() && value->get_string().empty());
}

Fault fault_within(const Schema& schema, const json::object& stored, const std::string& prefix) {
    for (const Field& field : schema.fields) {
        const std::string where = prefix + field.name;
        const json::value* value = stored.if_contains(field.member);
        Fault found;
        if (field.required && unset(value) && !(prefix.empty() && field.name == "name")) {
            found = where + ": is required";
        } else if (value != nullptr && field.list) {
            found = fault_in_list(field, where, value->as_array());
        } else if (value != nullptr) {
            found = fault_in(field, where, *value);
        }
        if (found) {
            return found;
        }
    }
    return std::nullopt;
}

void look_for_references(const Schema& schema, const json::object& stored,
                         const std::string& prefix, std::vector<FoundReference>& found);

void look_for_references(const Field& field, const json::value& value, const std::string& where,
                         std::vector<FoundReference>& found) {
    if (field.refers_to && value.is_string() && !value.get_string().empty()) {
        found.push_back({where, *field.refers_to, std::string(value.get_string())});
    } else if (field.object != nullptr && value.is_object()) {
        look_for_references(*field.object, value.get_object(), where + ".", found);
    }
}

void look_for_references(const Schema& schema, const json::object& stored,
                         const std::string& prefix, std::vector<FoundReference>& found) {
    for (const Field& field : schema.fields) {
        const json::value* value = stored.if_contains(field.member);
        if (value == nullptr || (!field.refers_to && field.object == nullptr)) {
            continue;
        }
        if (const json::array* list = value->if_array()) {
            for (std::size_t i = 0; i < list->size(); ++i) {
                look_for_references(field, (*list)[i],
                                    fmt::format("{}{}[{}]", prefix, field.name, i), found);
            }
        } else {
            look_for_references(field, *value, prefix + field.name, found);
        }
    }
}

}  // namespace

Version parse_version(std::string_view text) {
    std::array<int, 3> parts{};
    const char* at = text.data();
    const char* const end = text.data() + text.size();
    for (int& part : parts) {
        const auto [next, error] = std::from_chars(at, end, part);
        at = error == std::errc() && next != end ? next + 1 : end;
    }
    return {parts[0], parts[1], parts[2]};
}

bool Limit::permits(std::int64_t value) const {
    return (value >= low && value <= high) ||
           std::find(special.begin(), special.end(), value) != special.end();
}

const Field* Schema::named(std::string_view name) const {
    const auto found = std::find_if(fields.begin(), fields.end(),
                                    [&](const Field& field) { return field.name == name; });
    return found == fields.end() ? nullptr : &*found;
}

std::vector<FoundReference> references_in(const Schema& schema, const json::object& stored) {
    std::vector<FoundReference> found;
    look_for_references(schema, stored, "", found);
    return found;
}

std::optional<std::string> first_fault(const Schema& schema, const json::object& stored) {
    const json::value* name = stored.if_contains("name");
    if (name != nullptr && schema.named("name")->required) {
        if (Fault found = bad_name("name", name->as_string())) {
            return found;
        }
    }
    return fault_within(schema, stored, "");
}

}  // namespace holdfast::reference::model
