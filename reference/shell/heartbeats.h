// SPDX-License-Identifier: Apache-2.0
// Heartbeats between engines: small datagrams on UDP port 9001.
#pragma once

#include <functional>
#include <memory>

#include "reference/protocol/messages.h"
#include "reference/shell/event_loop.h"
#include "reference/shell/socket.h"

namespace holdfast::reference::shell {

class Heartbeats {
  public:
    using Received = std::function<void(const protocol::Heartbeat&)>;

    /// Peers are expected on the same port.
    static Result<std::unique_ptr<Heartbeats>> open(EventLoop& loop, const Endpoint& local,
                                                    Received received);
    void send(Ipv4Address to, const protocol::Heartbeat& heartbeat);
    /// Hands over what has already arrived.
    void drain();

  private:
    Heartbeats(EventLoop& loop, UniqueFd fd, std::uint16_t port, Received received);

    UniqueFd fd_;
    std::uint16_t port_;
    Received received_;
    std::unique_ptr<Watch> watch_;
};

}  // namespace holdfast::reference::shell
