// SPDX-License-Identifier: Apache-2.0
// Connections as they come, on Asio. For files that have Asio already: it is heavy.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "reference/shell/event_loop.h"
#include "reference/shell/socket.h"

namespace holdfast::reference::shell {

/// Listens on one address until it is destroyed. Held by a shared pointer: what is asynchronous
/// holds weak ones.
class TcpAcceptor final : public std::enable_shared_from_this<TcpAcceptor> {
  public:
    using Accepted = std::function<void(boost::asio::ip::tcp::socket)>;

    /// `part` is what its log lines begin with.
    TcpAcceptor(EventLoop& loop, std::string part);

    /// Fails where the address is not this machine's, or taken.
    Result<void> listen(const Endpoint& at);
    /// Where it listens: the port that it was given where 0 was asked for.
    Endpoint local() const;
    /// From now on, once. When descriptors are short the rest waits in the backlog.
    void begin(Accepted accepted);

  private:
    void accept();

    boost::asio::ip::tcp::acceptor acceptor_;
    Timer again_;
    const std::string part_;
    Accepted accepted_;
};

}  // namespace holdfast::reference::shell
