// SPDX-License-Identifier: Apache-2.0
// What engines say to each other: heartbeats and questions about flows, small datagrams on UDP port
// 9001.
#pragma once

#include <functional>
#include <memory>

#include "reference/protocol/messages.h"
#include "reference/shell/event_loop.h"
#include "reference/shell/socket.h"

namespace holdfast::reference::shell {

class PeerChannel {
  public:
    using Received = std::function<void(const protocol::ToPeer&)>;

    /// Peers are expected on the same port.
    static Result<std::unique_ptr<PeerChannel>> open(EventLoop& loop, const Endpoint& local,
                                                     Received received);
    void send(Ipv4Address to, const protocol::ToPeer& message);
    /// Hands over what has already arrived.
    void drain();

  private:
    PeerChannel(EventLoop& loop, UniqueFd fd, std::uint16_t port, Received received);

    UniqueFd fd_;
    std::uint16_t port_;
    Received received_;
    std::unique_ptr<Watch> watch_;
};

}  // namespace holdfast::reference::shell
