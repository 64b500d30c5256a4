// SPDX-License-Identifier: Apache-2.0
// HTTPS for the REST API: HTTP/1.1 over TLS 1.2 and 1.3, keep-alive, one request at a time on each
// connection (pipelined ones wait their turn). Whatever a client does, or leaves undone, it holds
// a bounded amount of memory for a bounded time. Boost.Beast does the work; only http_*.cpp see it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/result.h"
#include "base/time.h"
#include "reference/api/http.h"
#include "reference/shell/event_loop.h"
#include "reference/shell/socket.h"

namespace holdfast::reference::shell {

struct HttpLimits {
    std::size_t header_max = 16384;  ///< request line included; above it 431
    /// Above it 413. Whatever its bytes are, a body of this size still fits into one message from
    /// a follower to the leader (cluster/encoding.h).
    std::size_t body_max = std::size_t{2} << 20U;
    std::size_t bodies_max = std::size_t{64} << 20U;  ///< all that arrive at once; then 503
    std::size_t connections_max = 512;                ///< above them the one idle longest ends
    std::size_t connections_an_address_max = 128;     ///< the same for one client
    Duration handshake = 5s;
    Duration idle = 75s;    ///< between an answer and the first byte of the next request
    Duration header = 10s;  ///< from its first byte, or the handshake, to its last
    Duration body = 60s;
    /// The controller's time for an answer; then 503. Above the 60 s that the SDKs wait.
    Duration answer = 65s;
    Duration write = 30s;  ///< a client that does not read its answer
    Duration linger = 1s;  ///< for a client to notice that it was told to go
};

/// PEM files: what clients are shown.
struct HttpsFiles {
    std::string certificate;
    std::string key;
};

class HttpServer {
  public:
    /// The id is given back with the answer. HEAD arrives as GET; OPTIONS is answered here.
    using Received = std::function<void(std::uint64_t id, api::HttpRequest request)>;

    static Result<std::unique_ptr<HttpServer>> open(EventLoop& loop, const HttpsFiles& files,
                                                    const Endpoint& listen, HttpLimits limits,
                                                    Received received);
    virtual ~HttpServer() = default;
    virtual Endpoint local() const = 0;
    /// Every request must be answered once, inside `received` or later. Dropped when its client has
    /// gone. Content-Type is application/json unless the answer says something else.
    virtual void answer(std::uint64_t id, api::HttpResponse response) = 0;
    virtual std::size_t connections() const = 0;
};

}  // namespace holdfast::reference::shell
