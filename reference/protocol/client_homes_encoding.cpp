// SPDX-License-Identifier: Apache-2.0
//  0        4         5           6         8       ...
//  | "HFCL" | version | name size | clients | name  | client, server, port, age in milliseconds |
#include <fmt/format.h>

#include <algorithm>

#include "base/check.h"
#include "reference/protocol/encoding.h"
#include "reference/protocol/magic.h"

namespace holdfast::reference::protocol {

namespace {

constexpr std::uint8_t clients_version = 1;
constexpr std::size_t name_max = 255;  // one byte says its length
constexpr std::size_t client_bytes = 4 + 4 + 2 + 4;

Result<ClientHomes> refused(std::string_view why) {
    return bad_input(fmt::format("clients of a pool: {}", why));
}

}  // namespace

Bytes encode(const ClientHomes& homes) {
    CHECK(homes.pool.size() <= name_max && homes.clients.size() <= client_homes_max,
          "{} clients of a pool whose name has {} bytes do not fit", homes.clients.size(),
          homes.pool.size());
    Bytes datagram;
    ByteWriter out(datagram);
    out.u32(clients_magic);
    out.u8(clients_version);
    out.u8(static_cast<std::uint8_t>(homes.pool.size()));
    out.u16(static_cast<std::uint16_t>(homes.clients.size()));
    out.text(homes.pool);
    for (const ClientHome& one : homes.clients) {
        out.u32(one.client.value);
        out.u32(one.server.address.value);
        out.u16(one.server.port);
        out.u32(static_cast<std::uint32_t>(std::clamp<std::int64_t>(one.age / 1ms, 0, UINT32_MAX)));
    }
    return datagram;
}

Result<ClientHomes> decode_client_homes(std::span<const std::uint8_t> datagram) {
    ByteReader in(datagram);
    if (in.u32() != clients_magic) {
        return refused("the magic number is wrong");
    }
    if (const auto version = in.u8(); version != clients_version) {
        return refused(fmt::format("version {}, this engine speaks {}", version, clients_version));
    }
    const std::size_t name_size = in.u8();
    const std::size_t count = in.u16();
    if (!in.ok() || count > client_homes_max ||
        in.remaining() != name_size + count * client_bytes) {
        return refused(fmt::format("{} bytes do not fit {} clients and a name of {}",
                                   datagram.size(), count, name_size));
    }
    ClientHomes homes;
    const auto name = in.raw(name_size);
    homes.pool.assign(name.begin(), name.end());
    for (std::size_t i = 0; i < count; ++i) {
        ClientHome one;
        one.client.value = in.u32();
        one.server.address.value = in.u32();
        one.server.port = in.u16();
        one.age = in.u32() * 1ms;
        homes.clients.push_back(one);
    }
    return homes;
}

}  // namespace holdfast::reference::protocol
