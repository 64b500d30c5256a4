// SPDX-License-Identifier: Apache-2.0
// Which pool servers are up. Each server with a monitor is probed by itself; a server without one
// counts as up. Nothing is said of a monitored server before its first verdict.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "base/time.h"
#include "reference/engine/effects.h"

namespace holdfast::reference::engine {

class ServerHealth {
  public:
    /// Monitors the servers of the pools of this configuration. Verdicts survive while a server
    /// stays monitored. A server in several pools is probed once, as the pool of the first service
    /// by name with a monitor says.
    void configure(Instant now, const protocol::EngineConfiguration& configuration, Effects& out);
    void forget_everything() { servers_.clear(); }

    void take_result(Instant now, const input::ServerChecked& result, Effects& out);
    /// All verdicts, for a controller that may not know them.
    void report(Effects& out) const;

    void on_timer(Instant now, Effects& out);
    std::optional<Instant> next_timeout() const;

  private:
    struct Server {
        std::optional<model::HealthMonitor> monitor;  ///< none: up
        std::set<std::string> pools;
        std::optional<bool> up;
        std::uint32_t passed = 0;      ///< in a row
        std::uint32_t failed = 0;      ///< in a row
        std::uint32_t quick_left = 0;  ///< back-to-back probes until the first verdict
        bool awaited = false;          ///< the probe under way is for this state of affairs
        Instant next_check;
    };
    using Servers = std::map<protocol::ServerEndpoint, Server>;

    static Servers wanted_servers(const protocol::EngineConfiguration& configuration);
    void begin(Instant now, const protocol::ServerEndpoint& endpoint, Server& server, Effects& out);
    void check(Instant now, const protocol::ServerEndpoint& endpoint, Server& server, Effects& out);
    static void decide(const protocol::ServerEndpoint& endpoint, Server& server, Effects& out);

    Servers servers_;
    std::set<protocol::ServerEndpoint> under_way_;  ///< probes without an answer yet
};

}  // namespace holdfast::reference::engine
