// SPDX-License-Identifier: Apache-2.0
#include "reference/api/receive.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "base/json.h"

namespace holdfast::reference::api {
namespace {

using model::Field;
using model::Schema;

// A record wraps the object once more, and has to be read again.
constexpr int depth_max = 20;

// Answers add these; clients send them back.
constexpr std::array<std::string_view, 13> added{"url",
                                                 "_last_modified",
                                                 "configpb_attributes",
                                                 "marked_for_delete",
                                                 "redis_db",
                                                 "redis_port",
                                                 "tls_ticket_key",
                                                 "version",
                                                 "vip_runtime",
                                                 "self_se_election",
                                                 "vs_refs",
                                                 "server_count",
                                                 "runtime"};

int depth_of(const json::value& value) {
    int deepest = 0;
    if (const json::array* list = value.if_array()) {
        for (const json::value& item : *list) {
            deepest = std::max(deepest, depth_of(item));
        }
    } else if (const json::object* object = value.if_object()) {
        for (const auto& entry : *object) {
            deepest = std::max(deepest, depth_of(entry.value()));
        }
    } else {
        return 0;
    }
    return deepest + 1;
}

std::string underscored(const model::Version& version) {
    return fmt::format("v{}_{}_{}", version.major, version.minor, version.patch);
}

/// Thrown to leave the recursion; receive() gives it as its result.
struct Refusal {
    Answer answer;
};

[[noreturn]] void refuse(const std::string& where, const std::string& sentence) {
    throw Refusal{error_answer(400, where + ": " + sentence)};
}

class Reader {
  public:
    explicit Reader(const Receiving& how) : how_(how) {}

    json::object object(const Schema& schema, const json::object& from, const std::string& prefix) {
        json::object out;
        for (const auto& entry : from) {
            const std::string name(entry.key());
            const Field* field = schema.named(name);
            if (entry.value().is_null() || (prefix.empty() && is_added(name, field))) {
                continue;
            }
            if (field == nullptr) {
                throw Refusal{error_answer(
                    400, fmt::format("{}{}: is not a field of {}", prefix, name, schema.model))};
            }
            if (field->since_version > how_.version) {
                throw Refusal{error_answer(
                    400, fmt::format("Incoming request ({}) has field ({}) introduced in later "
                                     "versions({}).",
                                     underscored(how_.version), name,
                                     underscored(field->since_version)))};
            }
            out[field->member] = value(*field, entry.value(), prefix + name);
        }
        return out;
    }

  private:
    // The uuid is that of the URL.
    static bool is_added(const std::string& name, const Field* field) {
        return name == "uuid" ||
               (field == nullptr && std::find(added.begin(), added.end(), name) != added.end());
    }

    json::value value(const Field& field, const json::value& from, const std::string& where) {
        if (!field.list) {
            return one(field, from, where);
        }
        const json::array* list = from.if_array();
        if (list == nullptr) {
            refuse(where, "expected a list");
        }
        json::array out;
        for (std::size_t i = 0; i < list->size(); ++i) {
            out.push_back(one(field, (*list)[i], fmt::format("{}[{}]", where, i)));
        }
        return out;
    }

    json::value one(const Field& field, const json::value& from, const std::string& where) {
        switch (field.type) {
            case Field::Type::text:
                return text(field, from, where);
            case Field::Type::boolean:
                return boolean(from, where);
            case Field::Type::number:
                return number(field, from, where);
            case Field::Type::decimal:
                return from.is_number() ? from : (refuse(where, "expected a number"), from);
            case Field::Type::word:
                return word(field, from, where);
            case Field::Type::object:
                return nested(field, from, where);
            case Field::Type::opaque:
                return from.is_object() ? from : (refuse(where, "expected an object"), from);
        }
        return from;
    }

    json::value text(const Field& field, const json::value& from, const std::string& where) {
        if (!from.is_string()) {
            refuse(where, "expected a string");
        }
        if (!field.refers_to || from.get_string().empty()) {
            return from;
        }
        auto resolved = how_.resolve(where, *field.refers_to, from.get_string());
        if (auto* refused = std::get_if<Answer>(&resolved)) {
            throw Refusal{std::move(*refused)};
        }
        return json::value(std::get<std::string>(resolved));
    }

    static json::value boolean(const json::value& from, const std::string& where) {
        if (const auto* text = from.if_string()) {  // some clients send "true"
            if (*text == "true" || *text == "True") {
                return true;
            }
            if (*text == "false" || *text == "False") {
                return false;
            }
        }
        if (!from.is_bool()) {
            refuse(where, "expected true or false");
        }
        return from;
    }

    static json::value number(const Field& field, const json::value& from,
                              const std::string& where) {
        boost::json::error_code none;
        const auto integer = from.to_number<std::int64_t>(none);
        if (from.is_double() || none || !field.range.permits(integer)) {
            refuse(where, fmt::format("expected an integer from {} to {}", field.range.low,
                                      field.range.high));
        }
        return integer;
    }

    static json::value word(const Field& field, const json::value& from, const std::string& where) {
        const auto* text = from.if_string();
        if (text == nullptr || std::find(field.words.begin(), field.words.end(),
                                         std::string_view(*text)) == field.words.end()) {
            refuse(where, fmt::format("expected one of {}", fmt::join(field.words, ", ")));
        }
        return from;
    }

    json::value nested(const Field& field, const json::value& from, const std::string& where) {
        const json::object* inner = from.if_object();
        if (inner == nullptr) {
            refuse(where, "expected an object");
        }
        return object(*field.object, *inner, where + ".");
    }

    const Receiving& how_;
};

}  // namespace

std::variant<json::object, Answer> parse_body(std::string_view body, const std::string& context) {
    Result<json::value> parsed = json::parse(body, context);
    if (parsed.has_error()) {
        return error_answer(400, parsed.error().message);
    }
    if (!parsed->is_object()) {
        return error_answer(400, context + ": expected an object");
    }
    if (depth_of(*parsed) > depth_max) {
        return error_answer(400, fmt::format("{}: nested deeper than {}", context, depth_max));
    }
    return std::move(parsed->get_object());
}

std::variant<json::object, Answer> receive(const Receiving& how, const json::object& body) {
    try {
        return Reader(how).object(*how.schema, body, "");
    } catch (Refusal& refusal) {
        return std::move(refusal.answer);
    }
}

}  // namespace holdfast::reference::api
