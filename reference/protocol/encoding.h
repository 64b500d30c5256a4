// SPDX-License-Identifier: Apache-2.0
// Messages as text on a wire: one JSON object a line between engine and controller, {"type":
// "peer_suspected", ...}; between engines small datagrams with a magic number and a version.
// Decoding refuses anything else and never throws.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "reference/protocol/messages.h"

namespace holdfast::reference::protocol {

/// Longest accepted line between engine and controller, newline included.
inline constexpr std::size_t line_max = std::size_t{1} << 20U;

std::string encode(const ToController& message);  ///< without newline
std::string encode(const ToEngine& message);
Result<ToController> decode_to_controller(std::string_view line);
Result<ToEngine> decode_to_engine(std::string_view line);

Bytes encode(const Heartbeat& heartbeat);
Result<Heartbeat> decode_heartbeat(std::span<const std::uint8_t> datagram);

Bytes encode(const FlowQuestion& question);
Bytes encode(const FlowAnswer& answer);
Result<ToPeer> decode_flow_message(std::span<const std::uint8_t> datagram);
Bytes encode(const ClientHomes& homes);
Result<ClientHomes> decode_client_homes(std::span<const std::uint8_t> datagram);

Bytes encode(const EngineLoad& load);
Result<EngineLoad> decode_engine_load(std::span<const std::uint8_t> datagram);

Bytes encode(const ToPeer& message);
/// Whatever one engine says to another, told apart by its magic number.
Result<ToPeer> decode_to_peer(std::span<const std::uint8_t> datagram);

}  // namespace holdfast::reference::protocol
