// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/proxied_connection.h"

#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "reference/shell/tcp_segments.h"

namespace holdfast::reference::shell {

namespace {

// One read's worth; shared, because it is empty again whenever pump() returns.
std::array<std::uint8_t, 65536> scratch;
// A fast sender gets one megabyte at a time before the others have their turn.
constexpr int reads_in_a_row = 16;
// A vanished client or server is noticed after this time, also on an idle connection.
constexpr Duration dead_peer_after = 60s;

bool would_block() {
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

}  // namespace

bool Stream::write_kept(int to) {
    const ssize_t written =
        ::send(to, kept_.data() + kept_from_, kept_.size() - kept_from_, MSG_NOSIGNAL);
    if (written < 0) {
        return would_block();
    }
    kept_from_ += static_cast<std::size_t>(written);
    if (kept_from_ == kept_.size()) {
        kept_.clear();
        kept_from_ = 0;
    }
    return true;
}

Stream::State Stream::pump(int from, int to, std::uint64_t& bytes) {
    for (int round = 0; round < reads_in_a_row; ++round) {
        if (!kept_.empty()) {
            if (!write_kept(to)) {
                return State::broken;
            }
            if (!kept_.empty()) {
                return State::flowing;
            }
        }
        if (ended_) {
            return State::ended;
        }
        const ssize_t got = ::recv(from, scratch.data(), scratch.size(), 0);
        if (got < 0) {
            return would_block() ? State::flowing : State::broken;
        }
        if (got == 0) {  // nothing is kept here, so the receiver has all of it
            ended_ = true;
            ::shutdown(to, SHUT_WR);
            return State::ended;
        }
        bytes += static_cast<std::uint64_t>(got);
        ssize_t sent = ::send(to, scratch.data(), static_cast<std::size_t>(got), MSG_NOSIGNAL);
        if (sent < 0) {
            if (!would_block()) {
                return State::broken;
            }
            sent = 0;
        }
        kept_.assign(scratch.begin() + sent, scratch.begin() + got);
        if (got < static_cast<ssize_t>(scratch.size()) && kept_.empty()) {
            return State::flowing;  // the sender's queue is empty: save the read that says so
        }
    }
    return State::flowing;
}

ProxiedConnection::ProxiedConnection(EventLoop& loop, balancing::ServerPool& pool,
                                     ServiceCounters& counters, std::optional<Ipv4Address> source,
                                     std::uint16_t service_port, Client client,
                                     std::function<void()> over, Served served)
    : loop_(loop),
      pool_(pool),
      counters_(counters),
      source_(source),
      service_port_(service_port),
      over_(std::move(over)),
      served_(std::move(served)),
      began_(loop.now()),
      request_{.began = std::chrono::duration_cast<Duration>(
                   std::chrono::system_clock::now().time_since_epoch()),
               .client = client.address.address,
               .client_port = client.address.port,
               .service_port = service_port},
      client_address_(client.address),
      client_(std::move(client.socket)) {
    set_option(client_.get(), IPPROTO_TCP, TCP_NODELAY, 1);
    notice_dead_peer(client_.get(), dead_peer_after);
    ++counters_.connections_open;
}

ProxiedConnection::~ProxiedConnection() {
    count_segments();
    if (!ended_well_) {
        reset_on_close(client_.get());
        if (server_) {
            reset_on_close(server_.get());
        }
    }
    release_server();
    --counters_.connections_open;
    if (served_) {
        request_.lasted = loop_.now() - began_;
        request_.outcome = outcome();
        served_(request_);
    }
}

void ProxiedConnection::count_segments() {
    const std::uint64_t so_far = std::max(segments_of(client_.get()), segments_counted_);
    counters_.segments += so_far - segments_counted_;
    segments_counted_ = so_far;
}

protocol::RequestOutcome ProxiedConnection::outcome() const {
    if (!request_.server) {
        return protocol::RequestOutcome::unserved;
    }
    return ended_well_ ? protocol::RequestOutcome::completed : protocol::RequestOutcome::broken;
}

void ProxiedConnection::release_server() {
    if (server_endpoint_) {
        pool_.connection_ends(*server_endpoint_);
        server_endpoint_.reset();
    }
}

void ProxiedConnection::start() {
    connect_next();
}

void ProxiedConnection::connect_next() {
    if (server_endpoint_) {
        pool_.client_failed(*server_endpoint_);
    }
    connect_timer_.reset();
    server_watch_.reset();
    server_.reset();
    release_server();
    while (const auto server = pool_.choose_for(client_address_.address, tried_)) {
        tried_.insert(*server);
        if (connect_to(*server)) {
            return;
        }
    }
    ++counters_.connections_unserved;
    std::exchange(over_, nullptr)();
}

bool ProxiedConnection::connect_to(const protocol::ServerEndpoint& server) {
    Result<UniqueFd> opened = open_socket(SocketKind::tcp);
    if (!opened.has_value()) {
        return false;
    }
    const int fd = opened->get();
    set_option(fd, IPPROTO_TCP, TCP_NODELAY, 1);
    notice_dead_peer(fd, dead_peer_after);
    if (source_ && !bind_to(fd, {*source_, 0}, true).has_value()) {
        return false;
    }
    const protocol::ServerEndpoint to = pool_.towards(server, service_port_);
    const sockaddr_in address = to_sockaddr({to.address, to.port});
    if (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 &&
        errno != EINPROGRESS) {
        return false;
    }
    server_ = std::move(*opened);
    server_endpoint_ = server;
    pool_.connection_begins(server);
    server_watch_ =
        std::make_unique<Watch>(loop_, server_.get(), [this](Ready) { connect_outcome(); });
    server_watch_->want(false, true);
    connect_timer_ = std::make_unique<Timer>(loop_);
    connect_timer_->after(balancing::server_connect_timeout, [this] { connect_next(); });
    return true;
}

void ProxiedConnection::connect_outcome() {
    int trouble = 0;
    socklen_t size = sizeof trouble;
    ::getsockopt(server_.get(), SOL_SOCKET, SO_ERROR, &trouble, &size);
    if (trouble != 0) {
        connect_next();
        return;
    }
    connect_timer_.reset();
    carry();
}

void ProxiedConnection::carry() {
    request_.server = server_endpoint_;
    server_watch_.reset();  // the one that waited for the connection: a descriptor has one watch
    client_watch_ =
        std::make_unique<Watch>(loop_, client_.get(), [this](Ready ready) { moved(ready, {}); });
    server_watch_ =
        std::make_unique<Watch>(loop_, server_.get(), [this](Ready ready) { moved({}, ready); });
    moved({.readable = true}, {});
}

void ProxiedConnection::moved(Ready client, Ready server) {
    using enum Stream::State;
    Stream::State up = flowing;
    Stream::State down = flowing;
    if (client.readable || server.writable) {
        const std::uint64_t before = counters_.bytes_to_servers;
        up = to_server_.pump(client_.get(), server_.get(), counters_.bytes_to_servers);
        request_.bytes_from_client += counters_.bytes_to_servers - before;
    }
    if (server.readable || client.writable) {
        const std::uint64_t before = counters_.bytes_to_clients;
        down = to_client_.pump(server_.get(), client_.get(), counters_.bytes_to_clients);
        request_.bytes_to_client += counters_.bytes_to_clients - before;
    }
    const bool finished = !to_server_.wants_to_read() && !to_server_.wants_to_write() &&
                          !to_client_.wants_to_read() && !to_client_.wants_to_write();
    if (up == broken || down == broken || finished) {
        if (request_.bytes_to_client > 0) {
            pool_.client_served(*request_.server);
        } else if (down == broken) {
            pool_.client_failed(*request_.server);
        }
        ended_well_ = finished && up != broken && down != broken;
        std::exchange(over_, nullptr)();
        return;
    }
    want();
}

void ProxiedConnection::want() {
    client_watch_->want(to_server_.wants_to_read(), to_client_.wants_to_write());
    server_watch_->want(to_client_.wants_to_read(), to_server_.wants_to_write());
}

}  // namespace holdfast::reference::shell
