// SPDX-License-Identifier: Apache-2.0
#include "base/address.h"

#include <fmt/format.h>

#include <charconv>
#include <optional>

namespace holdfast {
namespace {

/// Takes a decimal number without leading zeros, at most `high`, from the front of `text`.
std::optional<unsigned> take_decimal(std::string_view& text, unsigned high) {
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const auto length = static_cast<std::size_t>(end - text.data());
    if (error != std::errc{} || value > high || (length > 1 && text.front() == '0')) {
        return std::nullopt;
    }
    text.remove_prefix(length);
    return value;
}

bool take(std::string_view& text, char expected) {
    if (!text.starts_with(expected)) {
        return false;
    }
    text.remove_prefix(1);
    return true;
}

std::optional<Ipv4Address> take_ipv4(std::string_view& text) {
    Ipv4Address address;
    for (int i = 0; i < 4; ++i) {
        if (i > 0 && !take(text, '.')) {
            return std::nullopt;
        }
        const auto octet = take_decimal(text, 255);
        if (!octet) {
            return std::nullopt;
        }
        address.value = (address.value << 8) | *octet;
    }
    return address;
}

std::optional<std::uint8_t> hexadecimal_octet(std::string_view text) {
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
    if (text.size() != 2 || error != std::errc{} || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return static_cast<std::uint8_t>(value);
}

}  // namespace

MacAddress MacAddress::all_ones() {
    return {{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};
}

bool MacAddress::broadcast() const {
    return *this == all_ones();
}

std::string to_string(Ipv4Address address) {
    const std::uint32_t v = address.value;
    return fmt::format("{}.{}.{}.{}", v >> 24, (v >> 16) & 0xff, (v >> 8) & 0xff, v & 0xff);
}

std::string to_string(const InterfaceAddress& address) {
    return fmt::format("{}/{}", to_string(address.address), address.prefix_length);
}

std::string to_string(const MacAddress& address) {
    return fmt::format("{:02x}", fmt::join(address.octets, ":"));
}

Result<Ipv4Address> parse_ipv4(std::string_view text) {
    std::string_view rest = text;
    const auto address = take_ipv4(rest);
    if (!address || !rest.empty()) {
        return bad_input(
            fmt::format("expected an IPv4 address such as 192.0.2.11, found '{}'", text));
    }
    return *address;
}

Result<InterfaceAddress> parse_interface_address(std::string_view text) {
    std::string_view rest = text;
    const auto address = take_ipv4(rest);
    const bool slash = take(rest, '/');
    const auto prefix = take_decimal(rest, 32);
    if (!address || !slash || !prefix || !rest.empty()) {
        return bad_input(fmt::format(
            "expected an IPv4 address with its prefix such as 192.0.2.11/24, found '{}'", text));
    }
    return InterfaceAddress{*address, static_cast<int>(*prefix)};
}

Result<MacAddress> parse_mac(std::string_view text) {
    MacAddress address;
    // Six octets of two digits with five colons between: 17 characters.
    bool good = text.size() == 17;
    for (std::size_t i = 0; good && i < 6; ++i) {
        const auto octet = hexadecimal_octet(text.substr(3 * i, 2));
        good = octet && (i == 5 || text[3 * i + 2] == ':');
        address.octets[i] = octet.value_or(0);
    }
    if (!good) {
        return bad_input(fmt::format(
            "expected an Ethernet address such as 02:00:00:00:00:0b, found '{}'", text));
    }
    return address;
}

}  // namespace holdfast
