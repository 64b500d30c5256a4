// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/tcp_proxy.h"

#include <sys/socket.h>

#include <cerrno>
#include <optional>
#include <utility>

#include "base/log.h"
#include "reference/shell/proxied_connection.h"

namespace holdfast::reference::shell {

namespace {
constexpr int backlog = 1024;
// Out of descriptors: the rest waits in the backlog, and is looked at again after this time.
constexpr Duration accept_pause = 100ms;
}  // namespace

TcpProxy::TcpProxy(EventLoop& loop, balancing::ServerPool& pool, ServiceCounters& counters,
                   std::vector<Ipv4Address> sources, Served served)
    : loop_(loop),
      pool_(pool),
      counters_(counters),
      sources_(std::move(sources)),
      served_(std::move(served)),
      accept_again_(loop) {}

TcpProxy::~TcpProxy() = default;

Result<void> TcpProxy::open(const Endpoint& listen) {
    Result<UniqueFd> opened = open_socket(SocketKind::tcp);
    if (!opened.has_value()) {
        return opened.error();
    }
    set_option(opened->get(), SOL_SOCKET, SO_REUSEADDR, 1);
    if (const auto bound = bind_to(opened->get(), listen, true); !bound.has_value()) {
        return bound;
    }
    if (::listen(opened->get(), backlog) != 0) {
        return system_error("cannot listen on " + to_string(listen));
    }
    service_port_ = listen.port;
    listener_ = std::move(*opened);
    watch_ = std::make_unique<Watch>(loop_, listener_.get(), [this](Ready) { accept_all(); });
    watch_->want(true, false);
    return success;
}

void TcpProxy::accept_all() {
    while (true) {
        sockaddr_in from{};
        socklen_t size = sizeof from;
        UniqueFd client(::accept4(listener_.get(), reinterpret_cast<sockaddr*>(&from), &size,
                                  SOCK_NONBLOCK | SOCK_CLOEXEC));
        if (!client) {
            if (errno == ECONNABORTED || errno == EINTR) {
                continue;
            }
            if (errno != EAGAIN) {
                log::warning("data path", "cannot accept a connection, errno {}", errno);
                watch_->want(false, false);
                accept_again_.after(accept_pause, [this] { watch_->want(true, false); });
            }
            return;
        }
        ++counters_.connections_accepted;
        from_.apply(client.get());  // it may be older than what the listener was told
        const Endpoint address = to_endpoint(from);
        const std::uint64_t id = ++last_id_;
        const auto source = sources_.empty()
                                ? std::nullopt
                                : std::optional<Ipv4Address>(sources_[id % sources_.size()]);
        auto connection = std::make_unique<ProxiedConnection>(
            loop_, pool_, counters_, source, service_port_, Client{std::move(client), address},
            [this, id] { forget(id); }, served_);
        ProxiedConnection& begun = *connection;
        connections_.emplace(id, std::move(connection));
        clients_.insert(address);
        begun.start();
    }
}

void TcpProxy::forget(std::uint64_t id) {
    const auto found = connections_.find(id);
    clients_.erase(found->second->client());
    connections_.erase(found);
}

void TcpProxy::count_segments() {
    for (const auto& [id, connection] : connections_) {
        connection->count_segments();
    }
}

void TcpProxy::accept_from(const AcceptedFrom& from) {
    from_ = from;
    from_.apply(listener_.get());
    for (const auto& [id, connection] : connections_) {
        from_.apply(connection->client_socket());
    }
}

}  // namespace holdfast::reference::shell
