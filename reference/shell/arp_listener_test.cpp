// SPDX-License-Identifier: Apache-2.0
// Goal: an engine hears who else has an address, and nothing of what it says itself. Method:
// replies byte by byte; then two ends of a veth pair, of which one says something.
#include "reference/shell/arp_listener.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <net/ethernet.h>
#include <netpacket/packet.h>

#include <algorithm>

#include "reference/shell/announcer.h"
#include "reference/shell/netlink.h"
#include "reference/shell/test_bench.h"

namespace holdfast::reference::shell {
namespace {

using testing::ElementsAre;

constexpr Ipv4Address own{0xc000020b};  // 192.0.2.11
const MacAddress own_mac{{0x02, 0x00, 0x00, 0x00, 0x00, 0x0c}};

/// A question turned into its answer by the one byte that tells them apart.
Bytes reply_for(Ipv4Address address) {
    Bytes packet = arp_question(own_mac, address, own);
    packet[7] = 2;
    return packet;
}

TEST(AnsweredAddress, IsTheSendersOfAReply) {
    EXPECT_EQ(answered_address(reply_for(vip)), vip);
    EXPECT_EQ(answered_address(arp_question(own_mac, vip, vip)), std::nullopt) << "a question";
}

TEST(AnsweredAddress, IsNoneOfAnythingElse) {
    const Bytes reply = reply_for(vip);
    for (std::size_t size = 0; size < reply.size(); ++size) {
        EXPECT_EQ(answered_address(std::span(reply).first(size)), std::nullopt) << size;
    }
    for (const std::size_t of_header : {0U, 2U, 4U, 5U, 6U}) {
        Bytes other = reply;
        other[of_header] ^= 0xffU;
        EXPECT_EQ(answered_address(other), std::nullopt) << of_header;
    }
}

TEST(ArpListener, HearsTheOtherEndOfTheWireOnly) {
    in_private_network([] {
        const UniqueFd here(::open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC));
        auto netlink = *Netlink::open();
        ASSERT_TRUE(netlink->make_veth("near", "far", here.get()).has_value());
        for (const char* end : {"near", "far"}) {
            ASSERT_TRUE(netlink->set_up(static_cast<int>(::if_nametoindex(end))).has_value());
        }
        const auto interfaces = list_interfaces();
        const auto near = std::find_if(interfaces.begin(), interfaces.end(),
                                       [](const Interface& i) { return i.name == "near"; });
        const auto far = std::find_if(interfaces.begin(), interfaces.end(),
                                      [](const Interface& i) { return i.name == "far"; });
        ASSERT_TRUE(near != interfaces.end() && far != interfaces.end());

        EventLoop loop;
        std::vector<Ipv4Address> heard;
        const auto listener =
            *ArpListener::open(loop, [&](Ipv4Address address) { heard.push_back(address); });
        const UniqueFd wire(::socket(AF_PACKET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
        sockaddr_ll to{};
        to.sll_family = AF_PACKET;
        to.sll_protocol = htons(ETHERTYPE_ARP);
        to.sll_ifindex = far->index;
        to.sll_halen = 6;
        std::copy(near->mac.octets.begin(), near->mac.octets.end(), to.sll_addr);
        const Bytes reply = reply_for(vip);
        ASSERT_GT(::sendto(wire.get(), reply.data(), reply.size(), 0,
                           reinterpret_cast<const sockaddr*>(&to), sizeof to),
                  0);
        EXPECT_TRUE(run_until(loop, [&] { return !heard.empty(); }));
        EXPECT_THAT(heard, ElementsAre(vip)) << "once, where it arrived";
    });
}

}  // namespace
}  // namespace holdfast::reference::shell
