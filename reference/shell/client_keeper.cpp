// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/client_keeper.h"

#include <utility>

namespace holdfast::reference::shell {

namespace {
constexpr Duration sweep_period = 60s;
}

ClientKeeper::ClientKeeper(EventLoop& loop, Tell tell)
    : loop_(loop), tell_(std::move(tell)), sweep_timer_(loop) {
    sweep();
}

std::optional<protocol::ServerEndpoint> ClientKeeper::home_of(const std::string& pool,
                                                              Ipv4Address client) {
    const auto home = table_.home_of(loop_.now(), pool, client);
    if (home) {
        tell_news();
    }
    return home;
}

void ClientKeeper::settle(const std::string& pool, Ipv4Address client,
                          const protocol::ServerEndpoint& server) {
    table_.settle(loop_.now(), pool, client, server);
    tell_news();
}

void ClientKeeper::tell_news() {
    for (const protocol::ClientHomes& homes : table_.news(loop_.now())) {
        tell_(homes);
    }
}

void ClientKeeper::sweep() {
    table_.forget_absent(loop_.now());
    sweep_timer_.after(sweep_period, [this] { sweep(); });
}

}  // namespace holdfast::reference::shell
