// SPDX-License-Identifier: Apache-2.0
//  0        4         5             6         14         22           30
//  | "HFHB" | version | name length | boot_id | sequence | generation | name ... |
#include <fmt/format.h>

#include "base/check.h"
#include "reference/protocol/encoding.h"

namespace holdfast::reference::protocol {

namespace {

constexpr std::uint32_t heartbeat_magic = 0x48464842;  // "HFHB"
constexpr std::uint8_t heartbeat_version = 1;
constexpr std::size_t name_length_max = 255;  // one byte says it

Result<Heartbeat> refused(std::string_view why) {
    return bad_input(fmt::format("heartbeat: {}", why));
}

}  // namespace

Bytes encode(const Heartbeat& heartbeat) {
    const std::string& name = heartbeat.from.text();
    CHECK(!name.empty() && name.size() <= name_length_max,
          "an engine's name has 1 to {} bytes, this one {}", name_length_max, name.size());
    Bytes datagram;
    ByteWriter out(datagram);
    out.u32(heartbeat_magic);
    out.u8(heartbeat_version);
    out.u8(static_cast<std::uint8_t>(name.size()));
    out.u64(heartbeat.boot_id);
    out.u64(heartbeat.sequence);
    out.u64(heartbeat.generation);
    out.text(name);
    return datagram;
}

Result<Heartbeat> decode_heartbeat(std::span<const std::uint8_t> datagram) {
    ByteReader in(datagram);
    if (in.u32() != heartbeat_magic) {
        return refused("not a heartbeat, the magic number is wrong");
    }
    if (const auto version = in.u8(); version != heartbeat_version) {
        return refused(
            fmt::format("version {}, this engine speaks {}", version, heartbeat_version));
    }
    const std::size_t name_length = in.u8();
    Heartbeat heartbeat;
    heartbeat.boot_id = in.u64();
    heartbeat.sequence = in.u64();
    heartbeat.generation = in.u64();
    if (!in.ok() || in.remaining() != name_length || name_length == 0) {
        return refused(
            fmt::format("{} bytes do not fit a name of {}", datagram.size(), name_length));
    }
    const auto name = in.rest();
    heartbeat.from = std::string(name.begin(), name.end());
    return heartbeat;
}

}  // namespace holdfast::reference::protocol
