// SPDX-License-Identifier: Apache-2.0
// Which pool servers are up. Each monitor of a server probes it by itself, and a server is up while
// it passes all of them (HM-3); a server without one counts as up. Nothing is said of a monitored
// server before its first verdict. What clients meet is for the data path's passive monitor: it
// never marks a server down (HM-6).
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "base/time.h"
#include "reference/engine/effects.h"

namespace holdfast::reference::engine {

class ServerHealth {
  public:
    /// Monitors the servers of the pools of this configuration. Verdicts survive while a server
    /// stays monitored. A server in several pools is probed once by each monitor of any of them.
    void configure(Instant now, const protocol::EngineConfiguration& configuration, Effects& out);
    void forget_everything() { servers_.clear(); }

    void take_result(Instant now, const input::ServerChecked& result, Effects& out);
    /// All verdicts, for a controller that may not know them.
    void report(Effects& out) const;

    void on_timer(Instant now, Effects& out);
    std::optional<Instant> next_timeout() const;

  private:
    /// One monitor of one server.
    struct Probing {
        model::HealthMonitor monitor;
        std::optional<bool> up;
        std::uint32_t passed = 0;      ///< in a row
        std::uint32_t failed = 0;      ///< in a row
        std::uint32_t quick_left = 0;  ///< back-to-back probes until the first verdict (HM-7)
        bool awaited = false;          ///< the probe under way is for this state of affairs
        Instant next_check;
    };
    struct Server {
        std::map<std::string, Probing> probings;  ///< by monitor; none: up
        std::set<std::string> pools;
        std::optional<Ipv4Address> source;  ///< of probes; none: the interface's own address
        std::optional<bool> up;
    };
    using Servers = std::map<protocol::ServerEndpoint, Server>;
    using Probe = std::pair<protocol::ServerEndpoint, std::string>;  ///< and the monitor's name

    static Servers wanted_servers(const protocol::EngineConfiguration& configuration);
    void begin(Instant now, const protocol::ServerEndpoint& endpoint, const Server& server,
               Probing& probing, Effects& out);
    void check(Instant now, const protocol::ServerEndpoint& endpoint, const Server& server,
               Probing& probing, Effects& out);
    static void decide(Probing& probing);
    static void settle(const protocol::ServerEndpoint& endpoint, Server& server, Effects& out);

    Servers servers_;
    std::set<Probe> under_way_;  ///< without an answer yet
};

}  // namespace holdfast::reference::engine
