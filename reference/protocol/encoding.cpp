// SPDX-License-Identifier: Apache-2.0
#include "reference/protocol/encoding.h"

#include <fmt/format.h>

#include "reference/protocol/descriptions.h"
#include "reference/protocol/validate.h"

namespace holdfast::reference::protocol {

namespace {

template <class Variant>
std::string_view name_of(const Variant& message) {
    return std::visit([](const auto& one) { return type_name<std::remove_cvref_t<decltype(one)>>; },
                      message);
}

template <class Variant>
Result<Variant> decode_line(std::string_view line, const std::string& context) {
    if (line.size() + 1 > line_max) {  // one for the newline
        return bad_input(fmt::format("{}: {} bytes, at most {} are accepted", context,
                                     line.size() + 1, line_max));
    }
    auto parsed = json::parse(line, context);
    if (!parsed) {
        return parsed.error();
    }
    auto message = decode_parsed<Variant>(std::move(*parsed), context);
    if (!message) {
        return message;
    }
    if (const auto valid = validate(*message); !valid) {
        return bad_input(
            fmt::format("{}: {}: {}", context, name_of(*message), valid.error().message));
    }
    return message;
}

}  // namespace

std::string encode(const ToController& message) {
    return encode_line(message);
}

std::string encode(const ToEngine& message) {
    return encode_line(message);
}

Result<ToController> decode_to_controller(std::string_view line) {
    return decode_line<ToController>(line, "message to the controller");
}

Result<ToEngine> decode_to_engine(std::string_view line) {
    return decode_line<ToEngine>(line, "message to an engine");
}

}  // namespace holdfast::reference::protocol
