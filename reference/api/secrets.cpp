// SPDX-License-Identifier: Apache-2.0
#include "reference/api/secrets.h"

#include <algorithm>
#include <boost/json.hpp>

namespace holdfast::reference::api {
namespace {

namespace json = boost::json;
using model::Field;
using model::Schema;

bool concerned(const Field& field) {
    return field.secret || (field.object != nullptr && field.object->secrets);
}

bool empty_text(const json::value& value) {
    return value.is_string() && value.get_string().empty();
}

json::value masked(const Field& field, json::value value) {
    if (json::array* list = value.if_array()) {
        for (json::value& one : *list) {
            one = masked(field, std::move(one));
        }
        return value;
    }
    if (field.secret) {
        return empty_text(value) ? value : json::value(secret_shown);
    }
    if (json::object* object = value.if_object()) {
        return without_secrets(*field.object, std::move(*object));
    }
    return value;
}

bool same_keys(const Schema& schema, const json::object& a, const json::object& b) {
    return std::all_of(schema.keys.begin(), schema.keys.end(), [&](const std::string& key) {
        const json::value* mine = a.if_contains(key);
        const json::value* other = b.if_contains(key);
        return mine != nullptr && other != nullptr && *mine == *other;
    });
}

/// What the entry was before: the one of the same keys, or, where entries have none, at its place.
const json::object* former(const Schema& schema, const json::array& before, std::size_t place,
                           const json::object& wanted) {
    if (schema.keys.empty()) {
        return place < before.size() ? before[place].if_object() : nullptr;
    }
    const auto found = std::find_if(before.begin(), before.end(), [&](const json::value& one) {
        return one.is_object() && same_keys(schema, one.get_object(), wanted);
    });
    return found == before.end() ? nullptr : found->if_object();
}

void keep_within(const Field& field, json::value& wanted, const json::value* before) {
    const json::object nothing;
    if (json::array* list = wanted.if_array()) {
        const json::array* old = before == nullptr ? nullptr : before->if_array();
        for (std::size_t i = 0; i < list->size(); ++i) {
            json::object& one = (*list)[i].as_object();
            const json::object* was =
                old == nullptr ? nullptr : former(*field.object, *old, i, one);
            keep_secrets(*field.object, one, was == nullptr ? nothing : *was);
        }
    } else if (json::object* object = wanted.if_object()) {
        const json::object* was = before == nullptr ? nullptr : before->if_object();
        keep_secrets(*field.object, *object, was == nullptr ? nothing : *was);
    }
}

}  // namespace

json::object without_secrets(const Schema& schema, json::object stored) {
    if (!schema.secrets) {
        return stored;
    }
    for (const Field& field : schema.fields) {
        json::value* value = concerned(field) ? stored.if_contains(field.member) : nullptr;
        if (value != nullptr) {
            *value = masked(field, std::move(*value));
        }
    }
    return stored;
}

void keep_secrets(const Schema& schema, json::object& wanted, const json::object& before) {
    if (!schema.secrets) {
        return;
    }
    for (const Field& field : schema.fields) {
        json::value* value = concerned(field) ? wanted.if_contains(field.member) : nullptr;
        if (value == nullptr) {
            continue;
        }
        const json::value* old = before.if_contains(field.member);
        if (!field.secret) {
            keep_within(field, *value, old);
        } else if (*value == json::value(secret_shown)) {
            *value = old == nullptr ? json::value("") : *old;
        }
    }
}

}  // namespace holdfast::reference::api
