// SPDX-License-Identifier: Apache-2.0
// One TLS connection on Asio. For tls*.cpp only: it is heavy.
#pragma once

#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "reference/shell/tls.h"
#include "reference/shell/tls_context.h"

namespace holdfast::reference::shell {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;
using TlsStream = asio::ssl::stream<Tcp::socket>;
using Trouble = boost::system::error_code;

/// "closed by the peer", or what the error says.
std::string describe(const Trouble& trouble);

class Link final : public TlsLink, public std::enable_shared_from_this<Link> {
  public:
    Link(EventLoop& loop, TlsContext context, Tcp::socket socket, const TlsLimits& limits);

    const std::string& peer_name() const override { return peer_name_; }
    const std::string& peer_address() const override { return peer_address_; }
    void start(Handlers handlers) override;
    void send(std::string line) override;
    void close() override;
    void finish(Duration limit, std::function<void()> done) override;
    void admit() override;

    TlsStream& stream() { return stream_; }
    Timer& deadline() { return deadline_; }
    /// `done` gets "" or what went wrong.
    void handshake(asio::ssl::stream_base::handshake_type type,
                   std::function<void(const std::string& trouble)> done);
    /// Holds a place among the listener's unadmitted clients until admit().
    void await_admission(std::shared_ptr<void> place);
    /// Closes; the handler hears the reason later.
    void end(const std::string& reason);

  private:
    void read();
    void deliver();
    void write();
    void shut_down();
    void finish_now();

    EventLoop& loop_;
    const TlsLimits limits_;
    TlsContext context_;
    TlsStream stream_;
    Timer deadline_;
    std::shared_ptr<void> place_;
    Handlers handlers_;
    std::function<void()> finished_;
    std::string peer_name_;
    std::string peer_address_;
    std::string queued_;
    std::string sending_;
    std::string received_;
    std::size_t searched_ = 0;  ///< bytes of it in which there is no newline
    std::array<char, 16384> chunk_{};
    bool open_ = true;
    bool finishing_ = false;
    bool shutting_down_ = false;
};

}  // namespace holdfast::reference::shell
