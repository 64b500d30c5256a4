// SPDX-License-Identifier: Apache-2.0
// Lines of text over TLS 1.2 or later, where both sides show a certificate of the same authority.
// The certificate's OU says what its holder is (engine or controller), its CN who it is.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "reference/shell/event_loop.h"
#include "reference/shell/socket.h"

namespace holdfast::reference::shell {

/// Paths of PEM files.
struct TlsFiles {
    std::string ca;
    std::string certificate;
    std::string key;
};

/// Reads the three files and says what is wrong with them, as the daemon would at start.
Result<void> check_tls_files(const TlsFiles& files);

struct TlsLimits {
    /// The connection must be up, with its handshake done, in this time; and a client of the
    /// listener must have been admit()ted in the same time again.
    Duration handshake = 5s;
    /// A peer that vanished without a word is noticed after this time (notice_dead_peer).
    Duration dead_link = 5s;
    /// What may wait for a peer that does not read; more closes the link.
    std::size_t send_queue_max = std::size_t{4} << 20U;
    /// Longest line that is accepted, newline included.
    std::size_t line_max = std::size_t{1} << 20U;
};
/// Clients of a listener that nobody has admitted yet; more are turned away.
inline constexpr int unadmitted_max = 64;

/// One established connection.
class TlsLink {
  public:
    struct Handlers {
        std::function<void(std::string_view line)> line;  ///< without newline
        /// Ended by the peer or by trouble; nothing follows. Not called after close() or
        /// finish().
        std::function<void(const std::string& reason)> closed;
    };
    virtual ~TlsLink() = default;
    virtual const std::string& peer_name() const = 0;     ///< CN of its certificate
    virtual const std::string& peer_address() const = 0;  ///< "198.18.0.21:40312"
    /// Begins to read.
    virtual void start(Handlers handlers) = 0;
    /// Queues one line; the newline is added.
    virtual void send(std::string line) = 0;
    virtual void close() = 0;
    /// Sends what is queued, closes and calls back, at the latest after `limit`.
    virtual void finish(Duration limit, std::function<void()> done) = 0;
    /// The peer has shown that it speaks our protocol: it no longer counts as unadmitted.
    virtual void admit() = 0;
};

/// Takes connections of peers whose certificate has OU=`expected_unit`.
class TlsListener {
  public:
    virtual ~TlsListener() = default;
    virtual Endpoint local() const = 0;
    static Result<std::unique_ptr<TlsListener>> open(
        EventLoop& loop, const TlsFiles& files, const std::string& expected_unit,
        const Endpoint& listen, std::function<void(std::shared_ptr<TlsLink>)> accepted,
        const TlsLimits& limits = {});
};

/// Keeps trying to reach a peer whose certificate has OU=`expected_unit`: at once, then after 100
/// ms, doubled to 2 s. After `connected` it rests until retry(). With a host name each attempt asks
/// the system's resolver for the peer's address, instead of that of `peer`; one that cannot be
/// resolved any more is tried where it was.
class TlsConnector {
  public:
    virtual ~TlsConnector() = default;
    /// The link was lost; connect again. `was_useful`: the peer had said something, so begin with
    /// the shortest pause again.
    virtual void retry(bool was_useful) = 0;
    static Result<std::unique_ptr<TlsConnector>> open(
        EventLoop& loop, const TlsFiles& files, const std::string& expected_unit,
        const Endpoint& peer, std::function<void(std::shared_ptr<TlsLink>)> connected,
        const TlsLimits& limits = {}, const std::string& host = "");
};

}  // namespace holdfast::reference::shell
