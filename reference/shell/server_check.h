// SPDX-License-Identifier: Apache-2.0
// One check of one server: a TCP connection, an answer to a datagram, or an HTTP GET with a status
// of 200 to 399, within the monitor's receive_timeout.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>

#include "reference/protocol/messages.h"
#include "reference/shell/event_loop.h"

namespace holdfast::reference::shell {

/// The verdict on the first bytes of an answer to GET.
bool http_answer_passes(std::string_view answer);

class ServerChecks {
  public:
    using Outcome = std::function<void(const protocol::ServerEndpoint&, bool passed)>;

    ServerChecks(EventLoop& loop, Outcome outcome);
    ~ServerChecks();
    /// The outcome follows later, always. The check leaves from the interface's own address.
    void check(const protocol::ServerEndpoint& server, const model::HealthMonitor& monitor);

  private:
    class Check;
    void over(std::uint64_t id, bool passed);

    EventLoop& loop_;
    Outcome outcome_;
    std::map<std::uint64_t, std::unique_ptr<Check>> running_;
    std::uint64_t last_id_ = 0;
};

}  // namespace holdfast::reference::shell
