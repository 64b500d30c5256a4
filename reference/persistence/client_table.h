// SPDX-License-Identifier: Apache-2.0
// Which server each client of a pool is at home at (client source-IP persistence, LEG-36, SCL-13).
// The same on every engine that may serve the client next: whoever chooses a server tells the
// others, and tells them again from time to time while the client keeps coming.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/time.h"
#include "reference/protocol/messages.h"

namespace holdfast::reference::persistence {

/// More clients of one pool than this are not remembered.
inline constexpr std::size_t clients_max = 65536;

/// Where several engines serve a client that has no home yet: each of them chooses the same of
/// these servers, so that it gets one home although it comes to several engines at once. None:
/// there is none.
std::optional<protocol::ServerEndpoint> first_home(
    Ipv4Address client, const std::vector<protocol::ServerEndpoint>& servers);

class ClientTable {
  public:
    /// A pool's clients stay at home for `keep` after they came last. Those that are there already
    /// are judged by it from now on.
    void set_keep(const std::string& pool, Duration keep) { keep_[pool] = keep; }

    /// The client comes; none: it is at home nowhere.
    std::optional<protocol::ServerEndpoint> home_of(Instant now, const std::string& pool,
                                                    Ipv4Address client);
    /// This server was chosen for it.
    void settle(Instant now, const std::string& pool, Ipv4Address client,
                const protocol::ServerEndpoint& server);
    /// What another engine says. Of two homes the one counts at which the client was last.
    void hear(Instant now, const protocol::ClientHomes& homes);

    /// What the others do not know yet, or not well enough any more.
    std::vector<protocol::ClientHomes> news(Instant now);
    /// Everything, for an engine that may know nothing.
    std::vector<protocol::ClientHomes> all(Instant now) const;
    void forget_absent(Instant now);

  private:
    struct Home {
        protocol::ServerEndpoint server;
        Instant came;
        std::optional<Instant> told;  ///< as it came then
    };
    using Clients = std::map<Ipv4Address, Home>;

    Duration keep_of(const std::string& pool) const;
    void note(const std::string& pool, Ipv4Address client, const Home& home);

    std::map<std::string, Duration> keep_;
    std::map<std::string, Clients> pools_;
    std::map<std::string, std::set<Ipv4Address>> news_;
};

}  // namespace holdfast::reference::persistence
