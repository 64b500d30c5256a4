// SPDX-License-Identifier: Apache-2.0
// A ClientTable in step with the other engines: whatever is new in it is told at once.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "reference/persistence/client_table.h"

namespace holdfast::reference::persistence {

class ClientKeeper {
  public:
    using Now = std::function<Instant()>;
    /// To every engine that may serve these clients next.
    using Tell = std::function<void(const protocol::ClientHomes& homes)>;
    ClientKeeper(Now now, Tell tell) : now_(std::move(now)), tell_(std::move(tell)) {}

    void set_keep(const std::string& pool, Duration keep) { table_.set_keep(pool, keep); }
    std::optional<protocol::ServerEndpoint> home_of(const std::string& pool, Ipv4Address client);
    void settle(const std::string& pool, Ipv4Address client,
                const protocol::ServerEndpoint& server);
    void hear(const protocol::ClientHomes& homes) { table_.hear(now_(), homes); }
    std::vector<protocol::ClientHomes> all() const { return table_.all(now_()); }
    void forget_absent() { table_.forget_absent(now_()); }

  private:
    void tell_news();

    Now now_;
    Tell tell_;
    ClientTable table_;
};

}  // namespace holdfast::reference::persistence
