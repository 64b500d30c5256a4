// SPDX-License-Identifier: Apache-2.0
#include "harness/dissect/ip_address.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <array>

#include "base/bytes.h"

namespace holdfast::harness::dissect {

std::string to_string(IpAddress address) {
    if (address.is_ipv4()) {
        return holdfast::to_string(Ipv4Address{static_cast<std::uint32_t>(address.low)});
    }
    Bytes octets;
    ByteWriter writer(octets);
    writer.u64(address.high);
    writer.u64(address.low);
    std::array<char, INET6_ADDRSTRLEN> text{};
    inet_ntop(AF_INET6, octets.data(), text.data(), text.size());
    return text.data();
}

Result<IpAddress> parse_ip(std::string_view text) {
    if (const auto ipv4 = parse_ipv4(text)) {
        return IpAddress::of(*ipv4);
    }
    std::array<std::uint8_t, 16> octets{};
    if (inet_pton(AF_INET6, std::string(text).c_str(), octets.data()) != 1) {
        return bad_input(
            fmt::format("'{}' is no address; expected 192.0.2.100 or 2001:db8::64", text));
    }
    ByteReader reader(octets);
    IpAddress address;
    address.high = reader.u64();
    address.low = reader.u64();
    return address;
}

}  // namespace holdfast::harness::dissect
