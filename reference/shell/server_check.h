// SPDX-License-Identifier: Apache-2.0
// Checks of servers as their monitors want them: an echo by ICMP, a TCP connection, an answer to a
// datagram, to an HTTP request, or to one over TLS, within the monitor's receive_timeout (HM-1).
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "reference/engine/effects.h"
#include "reference/shell/event_loop.h"

struct ssl_ctx_st;  // OpenSSL's SSL_CTX

namespace holdfast::reference::shell {

class Pings;

class ServerChecks {
  public:
    using Outcome = std::function<void(const engine::input::ServerChecked&)>;

    ServerChecks(EventLoop& loop, Outcome outcome);
    ~ServerChecks();
    /// The outcome follows later, always. The check leaves from its source, or else from the
    /// interface's own address. Certificates of servers are not examined.
    void check(const engine::effect::CheckServer& wanted);

  private:
    class Check;
    class Exchange;
    class Echo;
    std::unique_ptr<Check> made(const engine::effect::CheckServer& wanted, std::uint64_t id);
    Pings* pings();
    ssl_ctx_st* tls();
    void heard(Ipv4Address from, std::uint16_t sequence);
    void over(std::uint64_t id, bool passed);

    EventLoop& loop_;
    Outcome outcome_;
    std::unique_ptr<Pings> pings_;     ///< from the first echo on
    std::shared_ptr<ssl_ctx_st> tls_;  ///< from the first HTTPS on
    std::map<std::uint64_t, std::unique_ptr<Check>> running_;
    std::uint64_t last_id_ = 0;
};

}  // namespace holdfast::reference::shell
