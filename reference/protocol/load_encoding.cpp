// SPDX-License-Identifier: Apache-2.0
//  0        4         5           6           8
//  | "HFLD" | version | name size | processor | name |
#include <fmt/format.h>

#include "base/check.h"
#include "reference/protocol/encoding.h"
#include "reference/protocol/magic.h"

namespace holdfast::reference::protocol {

namespace {

constexpr std::uint8_t load_version = 1;
constexpr std::size_t name_max = 255;  // one byte says its length

Result<EngineLoad> refused(std::string_view why) {
    return bad_input(fmt::format("load of an engine: {}", why));
}

}  // namespace

Bytes encode(const EngineLoad& load) {
    const std::string& name = load.from.text();
    CHECK(!name.empty() && name.size() <= name_max && load.processor <= processor_max,
          "an engine's name has 1 to {} bytes and its load is at most {}, these {} and {}",
          name_max, processor_max, name.size(), load.processor);
    Bytes datagram;
    ByteWriter out(datagram);
    out.u32(load_magic);
    out.u8(load_version);
    out.u8(static_cast<std::uint8_t>(name.size()));
    out.u16(load.processor);
    out.text(name);
    return datagram;
}

Result<EngineLoad> decode_engine_load(std::span<const std::uint8_t> datagram) {
    ByteReader in(datagram);
    if (in.u32() != load_magic) {
        return refused("the magic number is wrong");
    }
    if (const auto version = in.u8(); version != load_version) {
        return refused(fmt::format("version {}, this engine speaks {}", version, load_version));
    }
    const std::size_t name_size = in.u8();
    EngineLoad load;
    load.processor = in.u16();
    if (!in.ok() || in.remaining() != name_size || name_size == 0) {
        return refused(fmt::format("{} bytes do not fit a name of {}", datagram.size(), name_size));
    }
    if (load.processor > processor_max) {
        return refused(fmt::format("{} thousandths of a processor", load.processor));
    }
    const auto text = in.rest();
    load.from = std::string(text.begin(), text.end());
    return load;
}

}  // namespace holdfast::reference::protocol
