// SPDX-License-Identifier: Apache-2.0
#include "reference/protocol/encoding.h"
#include "reference/protocol/magic.h"

namespace holdfast::reference::protocol {

namespace {

template <class Message>
Result<ToPeer> as_peers(Result<Message> message) {
    return message.has_error() ? Result<ToPeer>(message.error())
                               : Result<ToPeer>(std::move(*message));
}

}  // namespace

Bytes encode(const ToPeer& message) {
    return std::visit([](const auto& one) { return encode(one); }, message);
}

Result<ToPeer> decode_to_peer(std::span<const std::uint8_t> datagram) {
    switch (ByteReader(datagram).u32()) {
        case flow_magic:
            return decode_flow_message(datagram);
        case clients_magic:
            return as_peers(decode_client_homes(datagram));
        case load_magic:
            return as_peers(decode_engine_load(datagram));
        default:
            return as_peers(decode_heartbeat(datagram));
    }
}

}  // namespace holdfast::reference::protocol
