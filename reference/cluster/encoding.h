// SPDX-License-Identifier: Apache-2.0
// Messages between controllers as lines of JSON: {"type": "append_entries", ...}. Bytes that are
// no UTF-8 text do not occur: commands and snapshots are JSON themselves.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "reference/cluster/messages.h"

namespace holdfast::reference::cluster {

std::string encode(const PeerMessage& message);  ///< without newline
/// Refuses what is not exactly a message, naming the field.
Result<PeerMessage> decode_peer_message(std::string_view line);

}  // namespace holdfast::reference::cluster
