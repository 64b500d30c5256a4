// SPDX-License-Identifier: Apache-2.0
// ICMP echo requests to gateways and servers, and their replies (GW-2, HM-1, RFC 792). One raw
// socket, which the kernel lets hear echo replies only.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>

#include "base/address.h"
#include "base/bytes.h"
#include "base/result.h"
#include "reference/shell/event_loop.h"
#include "reference/shell/unique_fd.h"

namespace holdfast::reference::shell {

/// An ICMP echo request with its checksum (RFC 1071), without the IP header.
Bytes echo_request(std::uint16_t identifier, std::uint16_t sequence);

struct EchoReply {
    Ipv4Address from;
    std::uint16_t identifier = 0;
    std::uint16_t sequence = 0;
    bool operator==(const EchoReply&) const = default;
};
/// Out of an IPv4 packet as a raw socket hands it over; none: it is no echo reply.
std::optional<EchoReply> echo_reply(std::span<const std::uint8_t> packet);

class Pings {
  public:
    using Answered = std::function<void(Ipv4Address from, std::uint16_t sequence)>;

    /// `identifier` tells the replies to this process from those to others on the machine.
    static Result<std::unique_ptr<Pings>> open(EventLoop& loop, std::uint16_t identifier,
                                               Answered answered);
    /// From `source`, or from the address that the route says. Without a route, or from an address
    /// that is not here, nothing is sent, which is a question without an answer.
    void ask(Ipv4Address to, std::uint16_t sequence, std::optional<Ipv4Address> source = {});
    /// Hands over the replies that have already arrived.
    void drain();

  private:
    Pings(EventLoop& loop, UniqueFd fd, std::uint16_t identifier, Answered answered);

    UniqueFd fd_;
    std::uint16_t identifier_;
    Answered answered_;
    std::unique_ptr<Watch> watch_;
};

}  // namespace holdfast::reference::shell
