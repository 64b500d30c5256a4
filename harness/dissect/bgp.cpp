// SPDX-License-Identifier: Apache-2.0
#include "harness/dissect/bgp.h"

#include <algorithm>

#include "harness/dissect/cursor.h"

namespace holdfast::harness::dissect {

namespace {

constexpr std::size_t marker_size = 16;  // all ones, RFC 4271 section 4.1
constexpr std::size_t header_size = 19;
constexpr std::uint8_t attribute_next_hop = 3;
constexpr std::uint8_t attribute_mp_reach = 14;
constexpr std::uint8_t attribute_mp_unreach = 15;
constexpr std::uint8_t extended_length = 0x10;
constexpr std::uint16_t family_ipv6 = 2;

/// Prefixes as (length in bits, as many octets as it takes); host routes are collected.
void read_prefixes(View bytes, std::size_t address_size, std::vector<IpAddress>& out) {
    while (!bytes.empty()) {
        const std::size_t bits = bytes[0];
        const std::size_t octets = (bits + 7) / 8;
        if (octets > address_size || bytes.size() < 1 + octets) {
            return;
        }
        if (bits == address_size * 8) {
            out.push_back(address_size == 4 ? IpAddress::of({u32(bytes, 1)})
                                            : IpAddress{u64(bytes, 1), u64(bytes, 9)});
        }
        bytes = bytes.subspan(1 + octets);
    }
}

/// RFC 4760 section 3: family, subsequent family, next hop, a reserved octet, routes.
void read_mp_reach(View value, BgpMessage& message) {
    if (value.size() < 5 || u16(value, 0) != family_ipv6) {
        return;
    }
    const std::size_t hop_size = value[3];
    if (hop_size < 16 || value.size() < 5 + hop_size) {
        return;
    }
    message.next_hop = IpAddress{u64(value, 4), u64(value, 12)};
    read_prefixes(value.subspan(5 + hop_size), 16, message.announced);
}

void read_attribute(std::uint8_t type, View value, BgpMessage& message) {
    if (type == attribute_next_hop && value.size() == 4) {
        message.next_hop = IpAddress::of({u32(value, 0)});
    } else if (type == attribute_mp_reach) {
        read_mp_reach(value, message);
    } else if (type == attribute_mp_unreach && value.size() >= 3 && u16(value, 0) == family_ipv6) {
        read_prefixes(value.subspan(3), 16, message.withdrawn);
    }
}

void read_attributes(View bytes, BgpMessage& message) {
    while (bytes.size() >= 3) {
        const bool wide = (bytes[0] & extended_length) != 0;
        const std::size_t head = wide ? 4 : 3;
        if (bytes.size() < head) {
            return;
        }
        const std::size_t length = wide ? u16(bytes, 2) : bytes[2];
        if (length > bytes.size() - head) {
            return;
        }
        read_attribute(bytes[1], bytes.subspan(head, length), message);
        bytes = bytes.subspan(head + length);
    }
}

/// RFC 4271 section 4.3.
void read_update(View body, BgpMessage& message) {
    if (body.size() < 4) {
        return;
    }
    const std::size_t withdrawn = u16(body, 0);
    if (body.size() < 4 + withdrawn) {
        return;
    }
    read_prefixes(body.subspan(2, withdrawn), 4, message.withdrawn);
    body = body.subspan(2 + withdrawn);
    const std::size_t attributes = u16(body, 0);
    if (body.size() < 2 + attributes) {
        return;
    }
    read_attributes(body.subspan(2, attributes), message);
    read_prefixes(body.subspan(2 + attributes), 4, message.announced);
}

}  // namespace

bool is_bgp(const Frame& frame) {
    return frame.kind == Kind::tcp && (frame.source_port == 179 || frame.destination_port == 179);
}

std::vector<BgpMessage> read_bgp(const Frame& frame) {
    std::vector<BgpMessage> messages;
    View bytes = frame.payload;
    while (bytes.size() >= header_size) {
        const bool marked = std::all_of(bytes.begin(), bytes.begin() + marker_size,
                                        [](std::uint8_t octet) { return octet == 0xff; });
        if (!marked) {
            bytes = bytes.subspan(1);
            continue;
        }
        const std::size_t length = u16(bytes, marker_size);
        const std::uint8_t type = bytes[marker_size + 2];
        if (length < header_size || length > bytes.size() || type < 1 || type > 4) {
            break;
        }
        BgpMessage message;
        message.type = static_cast<BgpMessage::Type>(type);
        if (message.type == BgpMessage::Type::update) {
            read_update(bytes.subspan(header_size, length - header_size), message);
        }
        messages.push_back(std::move(message));
        bytes = bytes.subspan(length);
    }
    return messages;
}

}  // namespace holdfast::harness::dissect
