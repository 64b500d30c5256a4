// SPDX-License-Identifier: Apache-2.0
//  0        4         5             6              7         15         23           31
//  | "HFHB" | version | name length | group length | boot_id | sequence | generation | name, group
//  |
#include <fmt/format.h>

#include "base/check.h"
#include "reference/protocol/encoding.h"
#include "reference/protocol/magic.h"

namespace holdfast::reference::protocol {

namespace {

constexpr std::uint8_t heartbeat_version = 2;  // 2: with the sender's group
constexpr std::size_t length_max = 255;        // of a name or a group: one byte says it

Result<Heartbeat> refused(std::string_view why) {
    return bad_input(fmt::format("heartbeat: {}", why));
}

}  // namespace

Bytes encode(const Heartbeat& heartbeat) {
    const std::string& name = heartbeat.from.text();
    CHECK(!name.empty() && name.size() <= length_max,
          "an engine's name has 1 to {} bytes, this one {}", length_max, name.size());
    CHECK(heartbeat.group.size() <= length_max, "a group's name has at most {} bytes, this one {}",
          length_max, heartbeat.group.size());
    Bytes datagram;
    ByteWriter out(datagram);
    out.u32(heartbeat_magic);
    out.u8(heartbeat_version);
    out.u8(static_cast<std::uint8_t>(name.size()));
    out.u8(static_cast<std::uint8_t>(heartbeat.group.size()));
    out.u64(heartbeat.boot_id);
    out.u64(heartbeat.sequence);
    out.u64(heartbeat.generation);
    out.text(name);
    out.text(heartbeat.group);
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
    const std::size_t group_length = in.u8();
    Heartbeat heartbeat;
    heartbeat.boot_id = in.u64();
    heartbeat.sequence = in.u64();
    heartbeat.generation = in.u64();
    if (!in.ok() || in.remaining() != name_length + group_length || name_length == 0) {
        return refused(fmt::format("{} bytes do not fit a name of {} and a group of {}",
                                   datagram.size(), name_length, group_length));
    }
    const auto texts = in.rest();
    const auto name_end = texts.begin() + static_cast<std::ptrdiff_t>(name_length);
    heartbeat.from = std::string(texts.begin(), name_end);
    heartbeat.group = std::string(name_end, texts.end());
    return heartbeat;
}

}  // namespace holdfast::reference::protocol
