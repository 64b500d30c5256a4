// SPDX-License-Identifier: Apache-2.0
#include "reference/persistence/client_keeper.h"

namespace holdfast::reference::persistence {

std::optional<protocol::ServerEndpoint> ClientKeeper::home_of(const std::string& pool,
                                                              Ipv4Address client) {
    const auto home = table_.home_of(now_(), pool, client);
    if (home) {
        tell_news();
    }
    return home;
}

void ClientKeeper::settle(const std::string& pool, Ipv4Address client,
                          const protocol::ServerEndpoint& server) {
    table_.settle(now_(), pool, client, server);
    tell_news();
}

void ClientKeeper::tell_news() {
    for (const protocol::ClientHomes& homes : table_.news(now_())) {
        tell_(homes);
    }
}

}  // namespace holdfast::reference::persistence
