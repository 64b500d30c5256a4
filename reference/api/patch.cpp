// SPDX-License-Identifier: Apache-2.0
#include "reference/api/patch.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>

#include "reference/api/query.h"

namespace holdfast::reference::api {
namespace {

namespace json = boost::json;
using model::Field;
using model::Schema;

struct Refusal {
    Answer answer;
};

[[noreturn]] void refuse(const std::string& sentence) {
    throw Refusal{error_answer(400, sentence)};
}

json::object received(const Receiving& how, const json::object& body) {
    auto result = receive(how, body);
    if (auto* refused = std::get_if<Answer>(&result)) {
        throw Refusal{std::move(*refused)};
    }
    return std::move(std::get<json::object>(result));
}

const json::object& as_fields(const json::value& value, std::string_view operation) {
    if (!value.is_object()) {
        refuse(fmt::format("{}: expected an object of fields", operation));
    }
    return value.get_object();
}

// ---- add, replace, delete

// What tells an entry of a list from the others; addresses without their type.
json::value key_part(const json::value* value) {
    if (value == nullptr) {
        return nullptr;
    }
    const json::object* object = value->if_object();
    const json::value* addr = object == nullptr ? nullptr : object->if_contains("addr");
    return addr == nullptr ? *value : *addr;
}

bool same_entry(const Field& field, const json::value& stored, const json::value& given) {
    const json::object* have = stored.if_object();
    const json::object* want = given.if_object();
    if (have == nullptr || want == nullptr || field.object == nullptr) {
        return stored == given;
    }
    if (!field.object->keys.empty()) {
        return std::all_of(
            field.object->keys.begin(), field.object->keys.end(), [&](const std::string& key) {
                return key_part(have->if_contains(key)) == key_part(want->if_contains(key));
            });
    }
    return std::all_of(want->begin(), want->end(), [&](const auto& entry) {
        const json::value* found = have->if_contains(entry.key());
        return found != nullptr && *found == entry.value();
    });
}

json::array& list_in(json::object& object, const Field& field) {
    json::value& value = object[field.member];
    return value.is_array() ? value.get_array() : value.emplace_array();
}

void add_entry(json::array& list, const Field& field, const json::value& given) {
    for (json::value& entry : list) {
        if (!same_entry(field, entry, given)) {
            continue;
        }
        if (entry.is_object() && given.is_object()) {  // the same key: update it
            for (const auto& part : given.get_object()) {
                entry.get_object()[part.key()] = part.value();
            }
        }
        return;
    }
    list.push_back(given);
}

// "add" and "delete" take one entry of a list for a list of one.
json::object with_lists(const Schema& schema, const json::object& fields) {
    json::object out = fields;
    for (auto& entry : out) {
        const Field* field = schema.named(entry.key());
        if (field != nullptr && field->list && !entry.value().is_array() &&
            !entry.value().is_null()) {
            entry.value() = json::array{entry.value()};
        }
    }
    return out;
}

void add(const Receiving& how, json::object& object, const json::object& fields) {
    const json::object given = received(how, with_lists(*how.schema, fields));
    for (const Field& field : how.schema->fields) {
        const json::value* value = given.if_contains(field.member);
        if (value == nullptr) {
            continue;
        }
        if (!field.list) {
            object[field.member] = *value;
            continue;
        }
        for (const json::value& entry : value->as_array()) {
            add_entry(list_in(object, field), field, entry);
        }
    }
}

void replace(const Receiving& how, json::object& object, const json::object& fields) {
    for (const auto& entry : received(how, fields)) {
        object[entry.key()] = entry.value();
    }
}

void remove(const Receiving& how, json::object& object, const json::object& fields) {
    json::object lists;
    for (const auto& entry : fields) {
        const Field* field = how.schema->named(entry.key());
        if (field == nullptr) {
            refuse(fmt::format("delete: {}: is not a field of {}", std::string_view(entry.key()),
                               how.schema->model));
        }
        if (field->list && !entry.value().is_null()) {
            lists[field->name] = entry.value();
        } else {
            object.erase(field->member);  // back to its default
        }
    }
    const json::object given = received(how, with_lists(*how.schema, lists));
    for (const Field& field : how.schema->fields) {
        const json::value* unwanted = given.if_contains(field.member);
        if (unwanted == nullptr) {
            continue;
        }
        json::array& list = list_in(object, field);
        for (const json::value& one : unwanted->as_array()) {
            list.erase(std::remove_if(
                           list.begin(), list.end(),
                           [&](const json::value& entry) { return same_entry(field, entry, one); }),
                       list.end());
        }
    }
}

// ---- json_patch

enum class Operation { add, replace, remove };

struct Step {
    Operation operation{};
    std::vector<std::string> path;
    const json::value* value = nullptr;  ///< null: remove
    std::string_view text;               ///< the path, for messages
};

[[noreturn]] void lead_nowhere(const Step& step) {
    refuse(fmt::format("json_patch: {}: leads nowhere", step.text));
}

json::value received_value(const Receiving& how, const Schema& schema, const Field& field,
                           const json::value& value) {
    Receiving inner = how;
    inner.schema = &schema;
    json::object got = received(inner, {{field.name, value}});
    json::value* found = got.if_contains(field.member);
    return found == nullptr ? json::value() : std::move(*found);
}

std::size_t index_in(const json::array& list, const Step& step, const std::string& token) {
    std::size_t index = 0;
    const auto [end, error] = std::from_chars(token.data(), token.data() + token.size(), index);
    const std::size_t last = list.size() + (step.operation == Operation::add ? 1 : 0);
    if (error != std::errc() || end != token.data() + token.size() || index >= last) {
        lead_nowhere(step);
    }
    return index;
}

void apply(const Receiving& how, const Schema& schema, json::object& object, const Step& step,
           std::size_t at);

void apply_to_list(const Receiving& how, const Schema& schema, const Field& field,
                   json::array& list, const Step& step, std::size_t at) {
    const std::string& token = step.path[at];
    const bool last = at + 1 == step.path.size();
    const bool append = token == "-" && last && step.operation == Operation::add;
    const std::size_t index = append ? list.size() : index_in(list, step, token);
    if (!last) {
        if (index >= list.size() || field.object == nullptr) {
            lead_nowhere(step);
        }
        apply(how, *field.object, list[index].as_object(), step, at + 1);
        return;
    }
    const auto place = list.begin() + static_cast<std::ptrdiff_t>(index);
    if (step.operation == Operation::remove) {
        list.erase(place);
        return;
    }
    json::value value =
        received_value(how, schema, field, json::array{*step.value}).as_array().at(0);
    if (step.operation == Operation::add) {
        list.insert(place, std::move(value));
    } else {
        *place = std::move(value);
    }
}

void apply(const Receiving& how, const Schema& schema, json::object& object, const Step& step,
           std::size_t at) {
    const Field* field = schema.named(step.path[at]);
    if (field == nullptr) {
        refuse(fmt::format("json_patch: {}: '{}' is not a field of {}", step.text, step.path[at],
                           schema.model));
    }
    if (at + 1 < step.path.size() && field->list) {
        apply_to_list(how, schema, *field, list_in(object, *field), step, at + 1);
    } else if (at + 1 < step.path.size()) {
        json::value* inner = object.if_contains(field->member);
        if (field->object == nullptr || inner == nullptr || !inner->is_object()) {
            lead_nowhere(step);
        }
        apply(how, *field->object, inner->get_object(), step, at + 1);
    } else if (step.operation == Operation::remove) {
        object.erase(field->member);
    } else {
        object[field->member] = received_value(how, schema, *field, *step.value);
        if (object[field->member].is_null()) {
            object.erase(field->member);
        }
    }
}

Step step_of(const json::value& from) {
    const json::object* object = from.if_object();
    const json::value* operation = object == nullptr ? nullptr : object->if_contains("op");
    const json::value* path = object == nullptr ? nullptr : object->if_contains("path");
    if (operation == nullptr || path == nullptr || !path->is_string()) {
        refuse("json_patch: an entry needs op and path");
    }
    Step step;
    step.text = path->get_string();
    step.path = parse_target(step.text).segments;
    step.value = object->if_contains("value");
    if (*operation == "add" || *operation == "replace") {
        step.operation = *operation == "add" ? Operation::add : Operation::replace;
        if (step.value == nullptr) {
            refuse(fmt::format("json_patch: {}: value is missing", step.text));
        }
    } else if (*operation == "remove") {
        step.operation = Operation::remove;
    } else {
        refuse(fmt::format("json_patch: {}: op is not add, replace or remove", step.text));
    }
    if (step.path.empty()) {
        lead_nowhere(step);
    }
    return step;
}

void json_patch(const Receiving& how, json::object& object, const json::value& steps) {
    if (!steps.is_array()) {
        refuse("json_patch: expected a list of operations");
    }
    for (const json::value& from : steps.get_array()) {
        apply(how, *how.schema, object, step_of(from), 0);
    }
}

void apply_all(const Receiving& how, json::object& object, const json::object& body) {
    for (const auto& entry : body) {
        const std::string_view operation = entry.key();
        if (operation == "add") {
            add(how, object, as_fields(entry.value(), operation));
        } else if (operation == "replace") {
            replace(how, object, as_fields(entry.value(), operation));
        } else if (operation == "delete") {
            remove(how, object, as_fields(entry.value(), operation));
        } else if (operation == "json_patch") {
            json_patch(how, object, entry.value());
        } else if (operation != "_last_modified") {
            refuse(fmt::format("PATCH: '{}' is not add, replace, delete or json_patch", operation));
        }
    }
}

}  // namespace

std::variant<json::object, Answer> patched(const Receiving& how, json::object stored,
                                           const json::object& body) {
    try {
        apply_all(how, stored, body);
        return stored;
    } catch (Refusal& refusal) {
        return std::move(refusal.answer);
    }
}

}  // namespace holdfast::reference::api
