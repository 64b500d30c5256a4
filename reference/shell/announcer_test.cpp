// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/announcer.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <net/ethernet.h>
#include <netpacket/packet.h>

#include <algorithm>
#include <vector>

#include "reference/shell/netlink.h"
#include "reference/shell/test_bench.h"

namespace holdfast::reference::shell {
namespace {

using testing::ElementsAreArray;

constexpr InterfaceAddress front{{0xc000020b}, 24};  // 192.0.2.11/24
constexpr InterfaceAddress back{{0xcb00710b}, 24};   // 203.0.113.11/24
const MacAddress mac{{0x02, 0x00, 0x00, 0x00, 0x00, 0x0b}};

TEST(GratuitousArp, IsARequestWhoseSenderAndTargetAreTheAddress) {
    EXPECT_THAT(gratuitous_arp(mac, vip),
                ElementsAreArray({0x00, 0x01, 0x08, 0x00, 0x06, 0x04, 0x00, 0x01,          //
                                  0x02, 0x00, 0x00, 0x00, 0x00, 0x0b, 192,  0,    2, 100,  //
                                  0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 192,  0,    2, 100}));
}

TEST(ArpQuestion, BearsTheAskersOwnAddress) {
    EXPECT_THAT(arp_question(mac, front.address, vip),
                ElementsAreArray({0x00, 0x01, 0x08, 0x00, 0x06, 0x04, 0x00, 0x01,         //
                                  0x02, 0x00, 0x00, 0x00, 0x00, 0x0b, 192,  0,    2, 11,  //
                                  0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 192,  0,    2, 100}));
}

class AnnouncingInterface : public testing::Test {
  protected:
    std::vector<Interface> interfaces{{"se1-eth0", 2, mac, {front}}, {"se1-eth1", 3, mac, {back}}};
    std::string chosen(Ipv4Address address, const std::string& vip_interface = "se1-eth1") {
        const Interface* found = announcing_interface(interfaces, address, vip_interface);
        return found == nullptr ? "" : found->name;
    }
};

TEST_F(AnnouncingInterface, IsTheOneWhoseSubnetHoldsTheAddress) {
    EXPECT_EQ(chosen(vip), "se1-eth0");
    EXPECT_EQ(chosen({0xcb007164}), "se1-eth1");
}

TEST_F(AnnouncingInterface, IsTheVipInterfaceForAnyOtherAddress) {
    EXPECT_EQ(chosen({0xc6126401}), "se1-eth1");  // 198.18.100.1
    EXPECT_EQ(chosen({0xc6126401}, "se1-eth9"), "") << "which is gone";
}

// An address that stands on an interface as /32, as a virtual address does, makes no subnet of it.
TEST_F(AnnouncingInterface, IsNotOneThatMerelyHasTheAddress) {
    interfaces[1].addresses.push_back({vip, 32});
    EXPECT_EQ(chosen(vip), "se1-eth0");
}

TEST(Announcer, PutsTheFrameOnTheWire) {
    in_private_network([] {
        const UniqueFd here(::open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC));
        auto netlink = *Netlink::open();
        ASSERT_TRUE(netlink->make_veth("near", "far", here.get()).has_value());
        for (const char* name : {"near", "far"}) {
            const int index = static_cast<int>(::if_nametoindex(name));
            ASSERT_TRUE(netlink->set_up(index).has_value());
        }
        const UniqueFd wire(
            ::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, htons(ETH_P_ALL)));
        sockaddr_ll at{};
        at.sll_family = AF_PACKET;
        at.sll_protocol = htons(ETH_P_ALL);
        at.sll_ifindex = static_cast<int>(::if_nametoindex("far"));
        ASSERT_EQ(::bind(wire.get(), reinterpret_cast<sockaddr*>(&at), sizeof at), 0);

        const auto interfaces = list_interfaces();
        const auto near = std::find_if(interfaces.begin(), interfaces.end(),
                                       [](const Interface& i) { return i.name == "near"; });
        ASSERT_NE(near, interfaces.end());
        const auto announcer = *Announcer::open();
        ASSERT_TRUE(announcer->announce(*near, vip).has_value());

        Bytes expected(6, 0xff);
        ByteWriter writer(expected);
        writer.raw(near->mac.octets);
        writer.u16(ETHERTYPE_ARP);
        writer.raw(gratuitous_arp(near->mac, vip));
        std::array<std::uint8_t, 2048> frame{};
        EventLoop loop;
        EXPECT_TRUE(run_until(loop, [&] {
            const ssize_t size = ::recv(wire.get(), frame.data(), frame.size(), 0);
            return size > 0 && Bytes(frame.begin(), frame.begin() + size) == expected;
        }));
    });
}

TEST(InterfaceTable, NoticesANewAddress) {
    in_private_network([] {
        EventLoop loop;
        auto table = *InterfaceTable::open(loop, 0);
        EXPECT_TRUE(table->interfaces().empty()) << "loop-back is no Ethernet interface";
        const UniqueFd here(::open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC));
        auto netlink = *Netlink::open();
        ASSERT_TRUE(netlink->make_veth("near", "far", here.get()).has_value());
        EXPECT_TRUE(run_until(loop, [&] { return table->interfaces().size() == 2; }));
        const int index = static_cast<int>(::if_nametoindex("near"));
        ASSERT_TRUE(netlink->put_address(index, vip, std::nullopt).has_value());
        EXPECT_TRUE(run_until(loop, [&] {
            return std::any_of(table->interfaces().begin(), table->interfaces().end(),
                               [](const Interface& i) { return !i.addresses.empty(); });
        }));
    });
}

}  // namespace
}  // namespace holdfast::reference::shell
