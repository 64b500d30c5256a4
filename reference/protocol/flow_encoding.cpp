// SPDX-License-Identifier: Apache-2.0
//  0        4         5           6        7           8        12            14    18     20
//  | "HFFL" | version | transport | answer | name size | client | client port | VIP | port | name |
//
// answer: 0 a question, 1 "I do not serve it", 2 "I serve it".
#include <fmt/format.h>

#include "base/check.h"
#include "reference/protocol/encoding.h"
#include "reference/protocol/magic.h"

namespace holdfast::reference::protocol {

namespace {

constexpr std::uint8_t flow_version = 1;
constexpr std::size_t name_max = 255;  // one byte says its length

enum class Word : std::uint8_t { question = 0, not_mine = 1, mine = 2 };

Bytes encode(const EngineName& from, const Flow& flow, Word word) {
    const std::string& name = from.text();
    CHECK(!name.empty() && name.size() <= name_max,
          "an engine's name has 1 to {} bytes, this one {}", name_max, name.size());
    Bytes datagram;
    ByteWriter out(datagram);
    out.u32(flow_magic);
    out.u8(flow_version);
    out.u8(flow.transport == Transport::udp ? 1 : 0);
    out.u8(static_cast<std::uint8_t>(word));
    out.u8(static_cast<std::uint8_t>(name.size()));
    out.u32(flow.client.value);
    out.u16(flow.client_port);
    out.u32(flow.vip.value);
    out.u16(flow.port);
    out.text(name);
    return datagram;
}

Result<ToPeer> refused(std::string_view why) {
    return bad_input(fmt::format("flow message: {}", why));
}

}  // namespace

Bytes encode(const FlowQuestion& question) {
    return encode(question.from, question.flow, Word::question);
}

Bytes encode(const FlowAnswer& answer) {
    return encode(answer.from, answer.flow, answer.serves ? Word::mine : Word::not_mine);
}

Result<ToPeer> decode_flow_message(std::span<const std::uint8_t> datagram) {
    ByteReader in(datagram);
    if (in.u32() != flow_magic) {
        return refused("the magic number is wrong");
    }
    if (const auto version = in.u8(); version != flow_version) {
        return refused(fmt::format("version {}, this engine speaks {}", version, flow_version));
    }
    const std::uint8_t transport = in.u8();
    const std::uint8_t word = in.u8();
    const std::size_t name_size = in.u8();
    Flow flow;
    flow.transport = transport == 1 ? Transport::udp : Transport::tcp;
    flow.client.value = in.u32();
    flow.client_port = in.u16();
    flow.vip.value = in.u32();
    flow.port = in.u16();
    if (!in.ok() || in.remaining() != name_size || name_size == 0) {
        return refused(fmt::format("{} bytes do not fit a name of {}", datagram.size(), name_size));
    }
    if (transport > 1 || word > static_cast<std::uint8_t>(Word::mine)) {
        return refused(fmt::format("transport {} or word {} is unknown", transport, word));
    }
    const auto text = in.rest();
    const EngineName from(std::string(text.begin(), text.end()));
    if (static_cast<Word>(word) == Word::question) {
        return FlowQuestion{from, flow};
    }
    return FlowAnswer{from, flow, static_cast<Word>(word) == Word::mine};
}

}  // namespace holdfast::reference::protocol
