// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/heartbeats.h"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <utility>

#include "base/log.h"
#include "reference/protocol/encoding.h"

namespace holdfast::reference::shell {

Result<std::unique_ptr<Heartbeats>> Heartbeats::open(EventLoop& loop, const Endpoint& local,
                                                     Received received) {
    Result<UniqueFd> fd = open_socket(SocketKind::udp);
    if (!fd.has_value()) {
        return fd.error();
    }
    if (const auto bound = bind_to(fd->get(), local, false); !bound.has_value()) {
        return bound.error();
    }
    return std::unique_ptr<Heartbeats>(
        new Heartbeats(loop, std::move(*fd), local.port, std::move(received)));
}

Heartbeats::Heartbeats(EventLoop& loop, UniqueFd fd, std::uint16_t port, Received received)
    : fd_(std::move(fd)), port_(port), received_(std::move(received)) {
    watch_ = std::make_unique<Watch>(loop, fd_.get(), [this](Ready) { drain(); });
    watch_->want(true, false);
}

void Heartbeats::send(Ipv4Address to, const protocol::Heartbeat& heartbeat) {
    const Bytes datagram = protocol::encode(heartbeat);
    const sockaddr_in address = to_sockaddr({to, port_});
    if (::sendto(fd_.get(), datagram.data(), datagram.size(), MSG_NOSIGNAL,
                 reinterpret_cast<const sockaddr*>(&address), sizeof address) < 0) {
        // An unreachable peer is what heartbeats are for: its silence is noticed, not this.
        log::debug("heartbeats", "{}", system_error("cannot send").message);
    }
}

void Heartbeats::drain() {
    std::array<std::uint8_t, 2048> buffer;
    while (true) {
        const ssize_t got = ::recv(fd_.get(), buffer.data(), buffer.size(), 0);
        if (got < 0) {
            if (errno == ECONNREFUSED || errno == EINTR) {
                continue;
            }
            return;
        }
        const auto heartbeat =
            protocol::decode_heartbeat({buffer.data(), static_cast<std::size_t>(got)});
        if (heartbeat.has_value()) {
            received_(*heartbeat);
        } else {
            log::debug("heartbeats", "drops a datagram: {}", heartbeat.error().message);
        }
    }
}

}  // namespace holdfast::reference::shell
