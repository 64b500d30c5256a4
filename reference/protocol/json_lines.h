// SPDX-License-Identifier: Apache-2.0
// Variants of described messages as lines of JSON, {"type": "peer_suspected", ...}: shared by every
// channel of the system. Include it in .cpp files only: it is heavy.
#pragma once

#include <fmt/format.h>

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/json.h"

namespace holdfast::reference::protocol {

/// What "type" says of a message on the wire.
template <class Message>
inline constexpr std::string_view type_name = "";

/// base/json.h leaves an absent field at its default. Both ends of our channels write every field,
/// so that here an absent one is a mistake.
template <class T>
void require_fields(const json::value& from, const std::string& pointer) {
    if constexpr (json::Described<T>) {
        boost::mp11::mp_for_each<json::Members<T>>([&](auto member) {
            using M = std::remove_cvref_t<decltype(std::declval<T&>().*member.pointer)>;
            const std::string place = json::below(pointer, member.name);
            const json::value* found = json::member_of(from.get_object(), member.name);
            if (found != nullptr) {
                require_fields<M>(*found, place);
            } else if (!json::IsOptional<M>::value) {
                throw json::Refused(place, "is missing");
            }
        });
    } else if constexpr (json::IsOptional<T>::value) {
        if (!from.is_null()) {
            require_fields<typename T::value_type>(from, pointer);
        }
    } else if constexpr (json::IsVector<T>::value) {
        const json::array& items = from.get_array();
        for (std::size_t i = 0; i < items.size(); ++i) {
            require_fields<typename T::value_type>(items[i], pointer + "/" + std::to_string(i));
        }
    }
}

template <class Message>
Result<Message> read_message(const json::value& fields, const std::string& context) {
    auto message = json::from_json<Message>(fields, context);
    if (!message) {
        return message;
    }
    try {  // types are right by now, so only missing fields are left to find
        require_fields<Message>(fields, "");
    } catch (const json::Refused& refused) {
        return bad_input(context + ": " + refused.what());
    }
    return message;
}

/// The alternative of Variant that is called `type` on the wire, read from the other fields.
template <class Variant>
Result<Variant> read_variant(std::string_view type, const json::value& fields) {
    std::optional<Result<Variant>> found;
    std::string names;
    boost::mp11::mp_for_each<boost::mp11::mp_transform<boost::mp11::mp_identity, Variant>>(
        [&](auto alternative) {
            using Message = typename decltype(alternative)::type;
            names += (names.empty() ? "" : ", ") + std::string(type_name<Message>);
            if (type == type_name<Message>) {
                auto message = read_message<Message>(fields, std::string(type));
                found = message ? Result<Variant>(std::move(*message)) : message.error();
            }
        });
    return found ? *found : bad_input(fmt::format("/type: expected one of {}", names));
}

/// The alternative of Variant that this line, already parsed, is. `context` begins an Error.
template <class Variant>
Result<Variant> decode_parsed(json::value parsed, const std::string& context) {
    auto* fields = parsed.if_object();
    const auto* type = fields == nullptr ? nullptr : fields->if_contains("type");
    if (type == nullptr || !type->is_string()) {
        return bad_input(context + ": expected an object with a string \"type\"");
    }
    const std::string name(std::string_view(type->get_string()));
    fields->erase("type");
    auto message = read_variant<Variant>(name, parsed);
    if (!message) {
        return bad_input(context + ": " + message.error().message);
    }
    return message;
}

/// Without newline.
template <class Variant>
std::string encode_line(const Variant& message) {
    return std::visit(
        [](const auto& alternative) {
            using Message = std::remove_cvref_t<decltype(alternative)>;
            json::object line;
            line["type"] =
                boost::json::string_view(type_name<Message>.data(), type_name<Message>.size());
            json::value fields = json::store(alternative);
            for (auto& field : fields.get_object()) {
                line[field.key()] = std::move(field.value());
            }
            return boost::json::serialize(line);
        },
        message);
}

}  // namespace holdfast::reference::protocol
