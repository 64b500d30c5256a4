// SPDX-License-Identifier: Apache-2.0
#include "base/json.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace holdfast::json {
namespace {

std::string text_of(const value& from, const std::string& pointer, const char* expected) {
    if (!from.is_string()) {
        throw Refused(pointer, fmt::format("expected {}", expected));
    }
    return std::string(from.get_string());
}

template <class T>
T parsed(const Result<T>& result, const std::string& pointer) {
    if (!result) {
        throw Refused(pointer, result.error().message);
    }
    return *result;
}

std::int64_t nanoseconds(const value& from, const std::string& pointer) {
    return load_integer(from, std::numeric_limits<std::int64_t>::min(),
                        std::numeric_limits<std::int64_t>::max(), pointer);
}

}  // namespace

const object& object_in(const value& from, const std::string& pointer) {
    if (!from.is_object()) {
        throw Refused(pointer, "expected an object");
    }
    return from.get_object();
}

const array& array_in(const value& from, const std::string& pointer) {
    if (!from.is_array()) {
        throw Refused(pointer, "expected an array");
    }
    return from.get_array();
}

const value* member_of(const object& from, const char* name) {
    return from.if_contains(name);
}

void put(object& to, const char* name, value&& item) {
    to[name] = std::move(item);
}

std::string below(const std::string& pointer, const char* name) {
    return pointer + "/" + name;
}

std::string below(const std::string& pointer, std::size_t index) {
    return pointer + "/" + std::to_string(index);
}

void refuse_unknown(const object& from, NameList known, const std::string& pointer) {
    for (const auto& entry : from) {
        if (std::find(known.begin(), known.end(), std::string_view(entry.key())) == known.end()) {
            throw Refused(pointer + "/" + std::string(entry.key()),
                          fmt::format("unknown field; known are {}", fmt::join(known, ", ")));
        }
    }
}

std::size_t place_of(const value& from, NameList words, const std::string& pointer) {
    const auto found = from.is_string() ? std::find(words.begin(), words.end(),
                                                    std::string_view(from.get_string()))
                                        : words.end();
    if (found == words.end()) {
        throw Refused(pointer, fmt::format("expected one of {}", fmt::join(words, ", ")));
    }
    return static_cast<std::size_t>(found - words.begin());
}

void load_scalar(const value& from, std::string& to, const std::string& pointer) {
    to = text_of(from, pointer, "a string");
}

void load_scalar(const value& from, bool& to, const std::string& pointer) {
    if (!from.is_bool()) {
        throw Refused(pointer, "expected true or false");
    }
    to = from.get_bool();
}

void load_scalar(const value& from, double& to, const std::string& pointer) {
    if (!from.is_number()) {
        throw Refused(pointer, "expected a number");
    }
    to = from.to_number<double>();
}

void load_scalar(const value& from, Ipv4Address& to, const std::string& pointer) {
    to = parsed(parse_ipv4(text_of(from, pointer, "an IPv4 address")), pointer);
}

void load_scalar(const value& from, InterfaceAddress& to, const std::string& pointer) {
    to = parsed(parse_interface_address(text_of(from, pointer, "an IPv4 address with its prefix")),
                pointer);
}

void load_scalar(const value& from, MacAddress& to, const std::string& pointer) {
    to = parsed(parse_mac(text_of(from, pointer, "an Ethernet address")), pointer);
}

void load_scalar(const value& from, Duration& to, const std::string& pointer) {
    to = Duration(nanoseconds(from, pointer));
}

void load_scalar(const value& from, Instant& to, const std::string& pointer) {
    to = Instant(Duration(nanoseconds(from, pointer)));
}

std::int64_t load_integer(const value& from, std::int64_t low, std::int64_t high,
                          const std::string& pointer) {
    boost::json::error_code no_integer;
    const bool fraction = from.is_double();  // 1.0 is refused too: whoever writes it means a double
    const auto number = from.to_number<std::int64_t>(no_integer);
    if (fraction || no_integer || number < low || number > high) {
        throw Refused(pointer, fmt::format("expected an integer from {} to {}", low, high));
    }
    return number;
}

std::uint64_t load_unsigned(const value& from, std::uint64_t high, const std::string& pointer) {
    boost::json::error_code no_integer;
    const bool fraction = from.is_double();
    const auto number = from.to_number<std::uint64_t>(no_integer);
    if (fraction || no_integer || number > high) {
        throw Refused(pointer, fmt::format("expected an integer from 0 to {}", high));
    }
    return number;
}

Result<value> parse(std::string_view text, const std::string& context) {
    boost::json::parser parser;
    boost::json::error_code trouble;
    std::size_t offset = parser.write_some(text.data(), text.size(), trouble);
    if (!trouble && offset < text.size()) {
        trouble = boost::json::error::extra_data;
    }
    if (trouble) {
        return bad_input(
            fmt::format("{}: malformed JSON at byte {}: {}", context, offset, trouble.message()));
    }
    return parser.release();
}

value store_scalar(const std::string& from) {
    return value(from);
}
value store_scalar(bool from) {
    return value(from);
}
value store_scalar(double from) {
    return value(from);
}
value store_scalar(Ipv4Address from) {
    return value(to_string(from));
}
value store_scalar(const InterfaceAddress& from) {
    return value(to_string(from));
}
value store_scalar(const MacAddress& from) {
    return value(to_string(from));
}
value store_scalar(Duration from) {
    return value(static_cast<std::int64_t>(from.count()));
}
value store_scalar(Instant from) {
    return value(static_cast<std::int64_t>(from.since_start().count()));
}

}  // namespace holdfast::json
