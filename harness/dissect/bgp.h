// SPDX-License-Identifier: Apache-2.0
// BGP-4 messages (RFC 4271, RFC 4760) in one TCP segment: which host routes came and went.
#pragma once

#include <optional>
#include <vector>

#include "harness/dissect/frame.h"

namespace holdfast::harness::dissect {

struct BgpMessage {
    enum class Type : std::uint8_t { open = 1, update = 2, notification = 3, keepalive = 4 };
    Type type = Type::keepalive;
    /// Host routes only (/32, /128): a route to one VIP.
    std::vector<IpAddress> announced;
    std::vector<IpAddress> withdrawn;
    std::optional<IpAddress> next_hop;
};

bool is_bgp(const Frame& frame);  ///< TCP port 179
/// The messages that begin in this segment and are whole in it. A segment that begins within a
/// message is searched for the next marker; what is spread over two segments is missed.
std::vector<BgpMessage> read_bgp(const Frame& frame);

}  // namespace holdfast::harness::dissect
