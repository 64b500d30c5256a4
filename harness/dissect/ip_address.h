// SPDX-License-Identifier: Apache-2.0
// An IPv4 or IPv6 address as one value: IPv4 is kept as IPv4-mapped (RFC 4291 section 2.5.5.2), so
// that a flow table needs one key for both.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/address.h"

namespace holdfast::harness::dissect {

struct IpAddress {
    std::uint64_t high = 0;
    std::uint64_t low = 0;

    auto operator<=>(const IpAddress&) const = default;
    bool is_ipv4() const { return high == 0 && low >> 32 == 0xffff; }
    /// 0.0.0.0, :: or never set.
    bool unspecified() const { return high == 0 && (low == 0 || low == mapped); }
    bool multicast() const {
        return is_ipv4() ? (low >> 28 & 0xf) == 0xe || (low & 0xffffffff) == 0xffffffff
                         : high >> 56 == 0xff;
    }
    static IpAddress of(Ipv4Address address) { return {0, mapped | address.value}; }

    static constexpr std::uint64_t mapped = 0xffffULL << 32;
};

std::string to_string(IpAddress address);  ///< "192.0.2.11", "2001:db8::b"
Result<IpAddress> parse_ip(std::string_view text);

}  // namespace holdfast::harness::dissect
