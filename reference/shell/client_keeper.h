// SPDX-License-Identifier: Apache-2.0
// The daemon's ClientTable: by its clock, and in step with the other engines.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "reference/persistence/client_table.h"
#include "reference/shell/event_loop.h"

namespace holdfast::reference::shell {

class ClientKeeper {
  public:
    /// To every engine that may serve these clients next.
    using Tell = std::function<void(const protocol::ClientHomes& homes)>;
    ClientKeeper(EventLoop& loop, Tell tell);

    void set_keep(const std::string& pool, Duration keep) { table_.set_keep(pool, keep); }
    std::optional<protocol::ServerEndpoint> home_of(const std::string& pool, Ipv4Address client);
    void settle(const std::string& pool, Ipv4Address client,
                const protocol::ServerEndpoint& server);
    void hear(const protocol::ClientHomes& homes) { table_.hear(loop_.now(), homes); }
    std::vector<protocol::ClientHomes> all() const { return table_.all(loop_.now()); }

  private:
    void tell_news();
    void sweep();

    EventLoop& loop_;
    Tell tell_;
    persistence::ClientTable table_;
    Timer sweep_timer_;
};

}  // namespace holdfast::reference::shell
