// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/arp_listener.h"

#include <arpa/inet.h>
#include <net/ethernet.h>
#include <net/if_arp.h>
#include <netpacket/packet.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <utility>

#include "base/bytes.h"
#include "reference/shell/socket.h"

namespace holdfast::reference::shell {

std::optional<Ipv4Address> answered_address(std::span<const std::uint8_t> arp) {
    constexpr std::size_t arp_bytes = 28;
    constexpr std::uint8_t mac_bytes = 6;
    constexpr std::uint8_t ip_bytes = 4;
    if (arp.size() < arp_bytes) {
        return std::nullopt;
    }
    const auto u16 = [&](std::size_t at) { return arp[at] << 8U | arp[at + 1]; };
    if (u16(0) != ARPHRD_ETHER || u16(2) != ETHERTYPE_IP || arp[4] != mac_bytes ||
        arp[5] != ip_bytes || u16(6) != ARPOP_REPLY) {
        return std::nullopt;
    }
    constexpr std::size_t sender_ip = 14;
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < ip_bytes; ++i) {
        value = value << 8U | arp[sender_ip + i];
    }
    return Ipv4Address{value};
}

Result<std::unique_ptr<ArpListener>> ArpListener::open(EventLoop& loop, Answered answered) {
    // Frames that this machine sends are not heard: only ETH_P_ALL would bring them.
    UniqueFd fd(::socket(AF_PACKET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, htons(ETH_P_ARP)));
    if (!fd) {
        return system_error("cannot open a packet socket to hear ARP (CAP_NET_RAW)");
    }
    return std::unique_ptr<ArpListener>(new ArpListener(loop, std::move(fd), std::move(answered)));
}

ArpListener::ArpListener(EventLoop& loop, UniqueFd fd, Answered answered)
    : fd_(std::move(fd)), answered_(std::move(answered)) {
    watch_ = std::make_unique<Watch>(loop, fd_.get(), [this](Ready) { drain(); });
    watch_->want(true, false);
}

void ArpListener::drain() {
    std::array<std::uint8_t, 64> buffer;
    while (true) {
        sockaddr_ll from{};
        socklen_t size = sizeof from;
        const ssize_t got = ::recvfrom(fd_.get(), buffer.data(), buffer.size(), 0,
                                       reinterpret_cast<sockaddr*>(&from), &size);
        if (got < 0) {
            if (errno == EINTR) {
                continue;
            }
            return;
        }
        const auto address =
            answered_address(std::span(buffer).first(static_cast<std::size_t>(got)));
        if (from.sll_pkttype == PACKET_HOST && address) {
            answered_(*address);
        }
    }
}

}  // namespace holdfast::reference::shell
