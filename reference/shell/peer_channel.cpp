// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/peer_channel.h"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <utility>

#include "base/log.h"
#include "reference/protocol/encoding.h"

namespace holdfast::reference::shell {

Result<std::unique_ptr<PeerChannel>> PeerChannel::open(EventLoop& loop, const Endpoint& local,
                                                       Received received) {
    Result<UniqueFd> fd = open_socket(SocketKind::udp);
    if (!fd.has_value()) {
        return fd.error();
    }
    if (const auto bound = bind_to(fd->get(), local, false); !bound.has_value()) {
        return bound.error();
    }
    return std::unique_ptr<PeerChannel>(
        new PeerChannel(loop, std::move(*fd), local.port, std::move(received)));
}

PeerChannel::PeerChannel(EventLoop& loop, UniqueFd fd, std::uint16_t port, Received received)
    : fd_(std::move(fd)), port_(port), received_(std::move(received)) {
    watch_ = std::make_unique<Watch>(loop, fd_.get(), [this](Ready) { drain(); });
    watch_->want(true, false);
}

void PeerChannel::send(Ipv4Address to, const protocol::ToPeer& message) {
    const Bytes datagram = protocol::encode(message);
    const sockaddr_in address = to_sockaddr({to, port_});
    if (::sendto(fd_.get(), datagram.data(), datagram.size(), MSG_NOSIGNAL,
                 reinterpret_cast<const sockaddr*>(&address), sizeof address) < 0) {
        // An unreachable peer is what heartbeats are for: its silence is noticed, not this.
        log::debug("peers", "{}", system_error("cannot send").message);
    }
}

void PeerChannel::drain() {
    std::array<std::uint8_t, 2048> buffer;
    while (true) {
        const ssize_t got = ::recv(fd_.get(), buffer.data(), buffer.size(), 0);
        if (got < 0) {
            if (errno == ECONNREFUSED || errno == EINTR) {
                continue;
            }
            return;
        }
        const auto message =
            protocol::decode_to_peer({buffer.data(), static_cast<std::size_t>(got)});
        if (message.has_value()) {
            received_(*message);
        } else {
            log::debug("peers", "drops a datagram: {}", message.error().message);
        }
    }
}

}  // namespace holdfast::reference::shell
