// SPDX-License-Identifier: Apache-2.0
// The tests' own gratuitous ARP: what a service engine sends when it takes a VIP.
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <sys/socket.h>

#include "harness/mininet/net_namespace.h"
#include "harness/mininet/test_network.h"
#include "harness/packet/packet.h"

namespace holdfast::harness::mininet {

Result<void> announce(const MininetTestbed& testbed, const std::string& node, Ipv4Address address) {
    const std::string interface = testbed.interface_of({node, "front"}).value();
    packet::Arp arp;
    for (const auto& candidate : testbed.interfaces()) {
        if (candidate.node == node && candidate.segment == "front") {
            arp.sender_mac = candidate.mac;
        }
    }
    arp.sender_ip = arp.target_ip = address;
    const Bytes frame = packet::encode({MacAddress::all_ones(), arp.sender_mac, arp});
    const auto where = NetNamespace::open(testbed.namespace_path(node).value());
    return in_namespace(where.value(), [&]() -> Result<void> {
        const Fd socket(::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0));
        sockaddr_ll to{};
        to.sll_family = AF_PACKET;
        to.sll_ifindex = static_cast<int>(if_nametoindex(interface.c_str()));
        if (sendto(socket.get(), frame.data(), frame.size(), 0,
                   reinterpret_cast<const sockaddr*>(&to), sizeof to) < 0) {
            return system_error("cannot announce");
        }
        return success;
    });
}

}  // namespace holdfast::harness::mininet
