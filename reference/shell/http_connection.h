// SPDX-License-Identifier: Apache-2.0
// One client's connection, from its handshake to its end. For http_*.cpp only: Asio is heavy.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "reference/shell/http_server.h"
#include "reference/shell/tls_context.h"

namespace holdfast::reference::shell {

class HttpConnection {
  public:
    /// What the connections of a server share.
    struct Shared {
        EventLoop& loop;
        TlsContext context;
        HttpLimits limits;
        std::size_t body_bytes = 0;  ///< reserved for the bodies that arrive now
        std::function<void(HttpConnection&, api::HttpRequest)> received;
        std::function<void(HttpConnection&)> gone;  ///< once; not out of close()
    };

    virtual ~HttpConnection() = default;
    virtual void start() = 0;
    virtual void answer(api::HttpResponse response) = 0;
    /// At once, without a word.
    virtual void close() = 0;
    /// Since when it has had no request that is worked on; never() while it has one.
    virtual Instant idle_since() const = 0;
    virtual const std::string& address() const = 0;  ///< without the port

    static std::shared_ptr<HttpConnection> make(std::shared_ptr<Shared> shared,
                                                boost::asio::ip::tcp::socket socket);
};

}  // namespace holdfast::reference::shell
