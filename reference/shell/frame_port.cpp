// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/frame_port.h"

#include <arpa/inet.h>
#include <linux/filter.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include "base/log.h"
#include "reference/shell/socket.h"

namespace holdfast::reference::shell {

namespace {

// 2,000 full-sized frames, for the 100 ms that a busy machine may keep this process waiting.
constexpr int receive_buffer_bytes = 8 << 20;
// A flood leaves timers and other sockets their turn after so many frames.
constexpr int frames_in_a_row = 256;

sock_filter statement(std::uint16_t operation, std::uint32_t value) {
    return {operation, 0, 0, value};
}

/// Accepts frames that have one of these addresses there. A jump reaches 255 instructions, so each
/// comparison is followed by its own return.
void accept_where(std::uint32_t address_at, const std::set<Ipv4Address>& addresses,
                  std::vector<sock_filter>& code) {
    constexpr std::uint32_t whole = 0xffffffff;
    code.push_back(statement(BPF_LD | BPF_W | BPF_ABS, address_at));
    for (const Ipv4Address address : addresses) {
        code.push_back({BPF_JMP | BPF_JEQ | BPF_K, 0, 1, address.value});
        code.push_back(statement(BPF_RET | BPF_K, whole));
    }
}

std::vector<sock_filter> filter_for(const std::set<Ipv4Address>& destinations,
                                    const std::set<Ipv4Address>& sources) {
    constexpr std::uint32_t source_at = ethernet_header_bytes + 12;
    constexpr std::uint32_t destination_at = ethernet_header_bytes + 16;
    std::vector<sock_filter> code;
    accept_where(destination_at, destinations, code);
    accept_where(source_at, sources, code);
    code.push_back(statement(BPF_RET | BPF_K, 0));
    return code;
}

}  // namespace

std::optional<FrameOfFlow> flow_of_frame(std::span<const std::uint8_t> frame) {
    constexpr std::uint16_t fragment_bits = 0x3fff;  // more fragments, or an offset
    constexpr std::size_t shortest_header = 20;
    constexpr std::uint8_t syn_ack = 0x12;
    constexpr std::uint8_t syn = 0x02;
    ByteReader in(frame);
    in.raw(MacAddress{}.octets.size());
    FrameOfFlow out;
    const auto sender = in.raw(out.sender.octets.size());
    if (in.u16() != ETHERTYPE_IP || !in.ok()) {
        return std::nullopt;
    }
    std::copy(sender.begin(), sender.end(), out.sender.octets.begin());
    const std::size_t header_size = std::size_t{in.u8() & 0x0fU} * 4;
    in.raw(5);
    const std::uint16_t fragment = in.u16();
    in.u8();
    const std::uint8_t transport = in.u8();
    in.u16();
    out.flow.client.value = in.u32();
    out.flow.vip.value = in.u32();
    if (header_size < shortest_header || (fragment & fragment_bits) != 0 ||
        (transport != IPPROTO_TCP && transport != IPPROTO_UDP)) {
        return std::nullopt;
    }
    in.raw(header_size - shortest_header);
    out.flow.transport =
        transport == IPPROTO_TCP ? protocol::Transport::tcp : protocol::Transport::udp;
    out.flow.client_port = in.u16();
    out.flow.port = in.u16();
    if (transport == IPPROTO_TCP) {
        in.raw(9);  // sequence, acknowledgement, offset
        out.opens = (in.u8() & syn_ack) == syn;
    }
    return in.ok() ? std::optional(out) : std::nullopt;
}

Result<std::unique_ptr<FramePort>> FramePort::open(EventLoop& loop, int interface, Shown shown) {
    // Of protocol 0 until it is bound: nothing is queued before there is a filter.
    UniqueFd fd(::socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!fd) {
        return system_error(
            "cannot open a packet socket for flows of several engines "
            "(CAP_NET_RAW)");
    }
    set_option(fd.get(), SOL_PACKET, PACKET_VNET_HDR, 1);
    const int bytes = receive_buffer_bytes;  // beyond the machine's limit, where permitted
    ::setsockopt(fd.get(), SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof bytes);
    auto port = std::unique_ptr<FramePort>(new FramePort(loop, std::move(fd), std::move(shown)));
    port->show({});
    sockaddr_ll address{};
    address.sll_family = AF_PACKET;
    address.sll_protocol = htons(ETH_P_IP);  // so that frames of our own do not come back
    address.sll_ifindex = interface;
    if (::bind(port->fd_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        return system_error("cannot watch the interface of the VIPs");
    }
    return port;
}

FramePort::FramePort(EventLoop& loop, UniqueFd fd, Shown shown)
    : fd_(std::move(fd)), shown_(std::move(shown)), buffer_(frame_max) {
    watch_ = std::make_unique<Watch>(loop, fd_.get(), [this](Ready) { drain(); });
    watch_->want(true, false);
}

void FramePort::show(const std::set<Ipv4Address>& destinations,
                     const std::set<Ipv4Address>& sources) {
    std::vector<sock_filter> code = filter_for(destinations, sources);
    const sock_fprog filter{static_cast<unsigned short>(code.size()), code.data()};
    if (::setsockopt(fd_.get(), SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter) != 0) {
        log::error("steering", "{}", system_error("cannot choose frames").message);
    }
}

void FramePort::drain() {
    for (int left = frames_in_a_row; left > 0; --left) {
        Frame frame;
        const std::array<iovec, 2> parts{iovec{&frame.offload, sizeof frame.offload},
                                         iovec{buffer_.data(), buffer_.size()}};
        sockaddr_ll from{};
        msghdr message{};
        message.msg_name = &from;
        message.msg_namelen = sizeof from;
        message.msg_iov = const_cast<iovec*>(parts.data());
        message.msg_iovlen = parts.size();
        const ssize_t got = ::recvmsg(fd_.get(), &message, 0);
        if (got < 0) {
            if (errno == EINTR) {
                continue;
            }
            return;
        }
        const auto size = static_cast<std::size_t>(got);
        if (from.sll_pkttype == PACKET_HOST && size > sizeof frame.offload) {
            frame.bytes = std::span(buffer_).first(size - sizeof frame.offload);
            shown_(frame);
        }
    }
}

void FramePort::send_on(const Frame& frame, const MacAddress& own, const MacAddress& to) {
    std::copy(to.octets.begin(), to.octets.end(), frame.bytes.begin());
    std::copy(own.octets.begin(), own.octets.end(),
              frame.bytes.begin() + static_cast<std::ptrdiff_t>(to.octets.size()));
    Offload offload = frame.offload;
    const std::array<iovec, 2> parts{iovec{&offload, sizeof offload},
                                     iovec{frame.bytes.data(), frame.bytes.size()}};
    if (::writev(fd_.get(), parts.data(), parts.size()) < 0) {
        log::debug("steering", "{}", system_error("cannot send a frame on").message);
    }
}

}  // namespace holdfast::reference::shell
