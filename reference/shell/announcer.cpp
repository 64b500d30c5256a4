// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/announcer.h"

#include <arpa/inet.h>
#include <net/ethernet.h>
#include <net/if_arp.h>
#include <netpacket/packet.h>
#include <sys/socket.h>

#include <algorithm>

#include "reference/shell/socket.h"

namespace holdfast::reference::shell {

Bytes arp_question(const MacAddress& sender, Ipv4Address own, Ipv4Address address) {
    constexpr std::uint8_t mac_bytes = 6;
    constexpr std::uint8_t ip_bytes = 4;
    const MacAddress unknown;
    Bytes out;
    ByteWriter writer(out);
    writer.u16(ARPHRD_ETHER);
    writer.u16(ETHERTYPE_IP);
    writer.u8(mac_bytes);
    writer.u8(ip_bytes);
    writer.u16(ARPOP_REQUEST);
    writer.raw(sender.octets);
    writer.u32(own.value);
    writer.raw(unknown.octets);
    writer.u32(address.value);
    return out;
}

Bytes gratuitous_arp(const MacAddress& sender, Ipv4Address address) {
    return arp_question(sender, address, address);
}

Result<std::unique_ptr<Announcer>> Announcer::open() {
    // Protocol 0: it only sends, and no frame is ever queued on it.
    UniqueFd fd(::socket(AF_PACKET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!fd) {
        return system_error("cannot open a packet socket for gratuitous ARP (CAP_NET_RAW)");
    }
    return std::unique_ptr<Announcer>(new Announcer(std::move(fd)));
}

Result<void> Announcer::announce(const Interface& interface, Ipv4Address address) {
    return broadcast(interface, gratuitous_arp(interface.mac, address),
                     "announce " + holdfast::to_string(address));
}

Result<void> Announcer::ask(const Interface& interface, Ipv4Address address) {
    const Ipv4Address own =
        interface.addresses.empty() ? Ipv4Address{} : interface.addresses.front().address;
    return broadcast(interface, arp_question(interface.mac, own, address),
                     "ask who has " + holdfast::to_string(address));
}

Result<void> Announcer::broadcast(const Interface& interface, const Bytes& packet,
                                  const std::string& purpose) {
    const MacAddress everyone = MacAddress::all_ones();
    sockaddr_ll to{};
    to.sll_family = AF_PACKET;
    to.sll_protocol = htons(ETHERTYPE_ARP);
    to.sll_ifindex = interface.index;
    to.sll_halen = 6;
    std::copy(everyone.octets.begin(), everyone.octets.end(), to.sll_addr);
    if (::sendto(fd_.get(), packet.data(), packet.size(), 0, reinterpret_cast<const sockaddr*>(&to),
                 sizeof to) < 0) {
        return system_error("cannot " + purpose + " on " + interface.name);
    }
    return success;
}

}  // namespace holdfast::reference::shell
