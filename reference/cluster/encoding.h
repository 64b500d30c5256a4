// SPDX-License-Identifier: Apache-2.0
// Messages between controllers as lines of JSON: {"type": "append_entries", ...}. Text in them is
// bytes: a client's request and a piece of a snapshot may hold, or end in the middle of, what is no
// UTF-8; it comes out as it went in.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"
#include "reference/cluster/messages.h"

namespace holdfast::reference::cluster {

/// Longest accepted line, newline included. JSON writes a control character with six: the longest
/// body that a client may send, 16 MiB, still fits with nothing else in it.
inline constexpr std::size_t peer_line_max = std::size_t{128} << 20U;

std::string encode(const PeerMessage& message);  ///< without newline
/// Refuses what is not exactly a message, naming the field.
Result<PeerMessage> decode_peer_message(std::string_view line);

}  // namespace holdfast::reference::cluster
