// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/pings.h"

#include <arpa/inet.h>
#include <linux/icmp.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "base/log.h"
#include "reference/shell/socket.h"

namespace holdfast::reference::shell {

namespace {

constexpr std::size_t icmp_bytes = 8;
constexpr std::size_t checksum_at = 2;
constexpr std::size_t identifier_at = 4;
constexpr std::size_t sequence_at = 6;

std::uint16_t u16(std::span<const std::uint8_t> bytes, std::size_t at) {
    return static_cast<std::uint16_t>(bytes[at] << 8U | bytes[at + 1]);
}

void put_u16(Bytes& bytes, std::size_t at, std::uint16_t value) {
    bytes[at] = static_cast<std::uint8_t>(value >> 8U);
    bytes[at + 1] = static_cast<std::uint8_t>(value & 0xffU);
}

// The one's complement of the one's complement sum (RFC 1071).
std::uint16_t checksum(std::span<const std::uint8_t> bytes) {
    std::uint32_t sum = 0;
    for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
        sum += u16(bytes, at);
    }
    while (sum > 0xffffU) {
        sum = (sum & 0xffffU) + (sum >> 16U);
    }
    return static_cast<std::uint16_t>(~sum);
}

}  // namespace

Bytes echo_request(std::uint16_t identifier, std::uint16_t sequence) {
    Bytes packet(icmp_bytes);
    packet[0] = ICMP_ECHO;
    put_u16(packet, identifier_at, identifier);
    put_u16(packet, sequence_at, sequence);
    put_u16(packet, checksum_at, checksum(packet));
    return packet;
}

std::optional<EchoReply> echo_reply(std::span<const std::uint8_t> packet) {
    constexpr std::size_t source_at = 12;
    constexpr std::size_t header_min = 20;
    if (packet.size() < header_min) {
        return std::nullopt;
    }
    const std::size_t header = (packet[0] & 0x0fU) * std::size_t{4};
    if (header < header_min || packet.size() < header + icmp_bytes) {
        return std::nullopt;
    }
    const auto icmp = packet.subspan(header);
    if (icmp[0] != ICMP_ECHOREPLY || icmp[1] != 0) {
        return std::nullopt;
    }
    return EchoReply{
        {static_cast<std::uint32_t>(u16(packet, source_at)) << 16U | u16(packet, source_at + 2)},
        u16(icmp, identifier_at),
        u16(icmp, sequence_at)};
}

Result<std::unique_ptr<Pings>> Pings::open(EventLoop& loop, std::uint16_t identifier,
                                           Answered answered) {
    UniqueFd fd(::socket(AF_INET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_ICMP));
    const icmp_filter replies_only{~(1U << ICMP_ECHOREPLY)};
    if (!fd || ::setsockopt(fd.get(), SOL_RAW, ICMP_FILTER, &replies_only, sizeof replies_only)) {
        return system_error("cannot open a socket for pings (CAP_NET_RAW)");
    }
    return std::unique_ptr<Pings>(new Pings(loop, std::move(fd), identifier, std::move(answered)));
}

Pings::Pings(EventLoop& loop, UniqueFd fd, std::uint16_t identifier, Answered answered)
    : fd_(std::move(fd)), identifier_(identifier), answered_(std::move(answered)) {
    watch_ = std::make_unique<Watch>(loop, fd_.get(), [this](Ready) { drain(); });
    watch_->want(true, false);
}

void Pings::ask(Ipv4Address to, std::uint16_t sequence, std::optional<Ipv4Address> source) {
    Bytes packet = echo_request(identifier_, sequence);
    sockaddr_in address = to_sockaddr({to, 0});
    iovec io{packet.data(), packet.size()};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(in_pktinfo))> control{};
    msghdr message{};
    message.msg_name = &address;
    message.msg_namelen = sizeof address;
    message.msg_iov = &io;
    message.msg_iovlen = 1;
    if (source) {
        message.msg_control = control.data();
        message.msg_controllen = control.size();
        cmsghdr* header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = IPPROTO_IP;
        header->cmsg_type = IP_PKTINFO;
        header->cmsg_len = CMSG_LEN(sizeof(in_pktinfo));
        in_pktinfo info{};
        info.ipi_spec_dst.s_addr = htonl(source->value);
        std::memcpy(CMSG_DATA(header), &info, sizeof info);
    }
    if (::sendmsg(fd_.get(), &message, MSG_NOSIGNAL) < 0) {
        log::debug("pings", "{}", system_error("cannot ask " + holdfast::to_string(to)).message);
    }
}

void Pings::drain() {
    std::array<std::uint8_t, 2048> buffer;
    while (true) {
        const ssize_t got = ::recv(fd_.get(), buffer.data(), buffer.size(), 0);
        if (got < 0 && errno != EINTR) {
            return;
        }
        const auto reply = echo_reply(
            std::span(buffer).first(static_cast<std::size_t>(std::max<ssize_t>(got, 0))));
        if (reply && reply->identifier == identifier_) {
            answered_(reply->from, reply->sequence);
        }
    }
}

}  // namespace holdfast::reference::shell
