// SPDX-License-Identifier: Apache-2.0
// IPv4 and MAC addresses as values.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace holdfast {

/// An IPv4 address, kept in host byte order.
struct Ipv4Address {
    std::uint32_t value = 0;

    auto operator<=>(const Ipv4Address&) const = default;
    bool unspecified() const { return value == 0; }
};

/// An address with the length of its network prefix, as an interface has it: 192.0.2.11/24.
struct InterfaceAddress {
    Ipv4Address address;
    int prefix_length = 32;  ///< 0 to 32

    auto operator<=>(const InterfaceAddress&) const = default;
    std::uint32_t mask() const {
        return prefix_length == 0 ? 0U : ~0U << (32 - static_cast<unsigned>(prefix_length));
    }
    Ipv4Address network() const { return {address.value & mask()}; }
    bool contains(Ipv4Address other) const { return (other.value & mask()) == network().value; }
};

/// An Ethernet address.
struct MacAddress {
    std::array<std::uint8_t, 6> octets{};

    auto operator<=>(const MacAddress&) const = default;
    bool broadcast() const;
    static MacAddress all_ones();
};

std::string to_string(Ipv4Address address);              ///< "192.0.2.11"
std::string to_string(const InterfaceAddress& address);  ///< "192.0.2.11/24"
std::string to_string(const MacAddress& address);        ///< "02:00:00:00:00:0b"

Result<Ipv4Address> parse_ipv4(std::string_view text);
/// Demands the prefix: "192.0.2.11/24".
Result<InterfaceAddress> parse_interface_address(std::string_view text);
Result<MacAddress> parse_mac(std::string_view text);

}  // namespace holdfast

template <>
struct std::hash<holdfast::Ipv4Address> {
    std::size_t operator()(const holdfast::Ipv4Address& a) const noexcept { return a.value; }
};
