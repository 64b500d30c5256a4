// SPDX-License-Identifier: Apache-2.0
// Random bodies of requests, drawn by the schema of a kind. For tests.
#pragma once

#include <fmt/format.h>
#include <rapidcheck.h>

#include <algorithm>
#include <boost/json.hpp>
#include <string>

#include "reference/model/schema.h"
#include "reference/model/schemas.h"

namespace holdfast::reference::controller {

inline boost::json::object drawn_fields(const model::Schema& schema);

inline boost::json::value drawn_number(const model::Field& field) {
    const model::Limit limit = field.limit.value_or(model::Limit{0, 1000});
    return *rc::gen::inRange<std::int64_t>(limit.low, limit.high + 1);
}

inline boost::json::value drawn_value(const model::Field& field) {
    switch (field.type) {
        case model::Field::Type::boolean:
            return *rc::gen::arbitrary<bool>();
        case model::Field::Type::number:
            return drawn_number(field);
        case model::Field::Type::decimal:
            return 0.5;
        case model::Field::Type::word:
            return boost::json::value(*rc::gen::elementOf(field.words));
        case model::Field::Type::object:
            return drawn_fields(*field.object);
        case model::Field::Type::opaque:
            return boost::json::object{{"key", *rc::gen::inRange(0, 9)}};
        case model::Field::Type::text:
            break;
    }
    return boost::json::value(*rc::gen::nonEmpty(
        rc::gen::container<std::string>(rc::gen::elementOf(std::string("abc012 _")))));
}

/// Addresses are documentation addresses of version 4; references stay unset.
inline boost::json::object drawn_fields(const model::Schema& schema) {
    boost::json::object out;
    if (schema.model == "IpAddr") {
        return {{"addr", fmt::format("192.0.2.{}", *rc::gen::inRange(1, 255))}, {"type", "V4"}};
    }
    for (const model::Field& field : schema.fields) {
        if (field.name == "uuid" || field.refers_to ||
            (!field.required && *rc::gen::inRange(0, 3) > 0)) {
            continue;
        }
        if (!field.list) {
            out[field.name] = drawn_value(field);
            continue;
        }
        boost::json::array list;
        const model::Limit entries = field.entries.value_or(model::Limit{0, 2});
        const auto most = std::min(entries.low + 2, entries.high);
        for (auto count = *rc::gen::inRange(entries.low, most + 1); count > 0; --count) {
            list.push_back(drawn_value(field));
        }
        out[field.name] = std::move(list);
    }
    return out;
}

/// Any JSON, with words that occur in the schema.
inline boost::json::value drawn_nonsense(const model::Schema& schema, int depth) {
    switch (*rc::gen::inRange(0, depth > 0 ? 7 : 5)) {
        case 0:
            return nullptr;
        case 1:
            return *rc::gen::arbitrary<bool>();
        case 2:
            return *rc::gen::arbitrary<std::int64_t>();
        case 3:
            return boost::json::value(*rc::gen::string<std::string>());
        case 4:
            return drawn_value(*rc::gen::elementOf(schema.fields));
        case 5: {
            boost::json::array list;
            for (int i = *rc::gen::inRange(0, 3); i > 0; --i) {
                list.push_back(drawn_nonsense(schema, depth - 1));
            }
            return list;
        }
        default: {
            boost::json::object object;
            for (int i = *rc::gen::inRange(0, 4); i > 0; --i) {
                object[(*rc::gen::elementOf(schema.fields)).name] =
                    drawn_nonsense(schema, depth - 1);
            }
            return object;
        }
    }
}

}  // namespace holdfast::reference::controller
