// SPDX-License-Identifier: Apache-2.0
// Lines and datagrams of engines: what is decoded encodes to the same message again; anything else
// is refused with a sentence.
#include <cstdint>
#include <span>
#include <string_view>

#include "base/check.h"
#include "reference/protocol/encoding.h"
#include "reference/protocol/reports.h"

namespace protocol = holdfast::reference::protocol;

namespace {

template <class Decode, class Input>
void round_trip(Decode decode, Input input) {
    const auto message = decode(input);
    if (!message.has_value()) {
        CHECK(!message.error().message.empty(), "a refusal says why");
        return;
    }
    const auto again = decode(protocol::encode(*message));
    CHECK(again.has_value(), "what was decoded is refused when it is encoded again");
    CHECK(*again == *message, "a message changed on its way");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view line(reinterpret_cast<const char*>(data), size);
    round_trip([](std::string_view text) { return protocol::decode_to_controller(text); }, line);
    round_trip([](std::string_view text) { return protocol::decode_to_engine(text); }, line);
    round_trip([](std::string_view text) { return protocol::decode_report(text); }, line);
    round_trip([](std::string_view text) { return protocol::decode_to_reporter(text); }, line);
    round_trip([](std::span<const std::uint8_t> bytes) { return protocol::decode_to_peer(bytes); },
               std::span(data, size));
    return 0;
}
