// SPDX-License-Identifier: Apache-2.0
// Goal: an address under a virtual MAC is announced and answered for under it, and by nobody when
// it was removed. Method: one end of a veth pair is the node's interface, the other one its
// neighbour, who reads every ARP frame.
#include "reference/shell/virtual_router.h"

#include <arpa/inet.h>
#include <net/ethernet.h>
#include <netpacket/packet.h>

#include <algorithm>

#include "reference/shell/test_bench.h"

namespace holdfast::reference::shell {
namespace {

const MacAddress virtual_mac{{0x02, 0x12, 0x34, 0x56, 0x78, 0x9a}};
constexpr Ipv4Address neighbour{0xc0000201};  // 192.0.2.1

class Wire {
  public:
    Wire() {
        const UniqueFd here(::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC));
        auto netlink = *Netlink::open();
        EXPECT_TRUE(netlink->make_veth("near", "far", here.get()).has_value());
        for (const char* end : {"near", "far"}) {
            const int index = static_cast<int>(::if_nametoindex(end));
            EXPECT_TRUE(netlink->set_up(index).has_value());
        }
        fd_ = UniqueFd(
            ::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, htons(ETH_P_ARP)));
        sockaddr_ll at{};
        at.sll_family = AF_PACKET;
        at.sll_protocol = htons(ETH_P_ARP);
        at.sll_ifindex = static_cast<int>(::if_nametoindex("far"));
        EXPECT_EQ(::bind(fd_.get(), reinterpret_cast<sockaddr*>(&at), sizeof at), 0);
    }
    static Interface named(const std::string& name) {
        const auto all = list_interfaces();
        return *std::find_if(all.begin(), all.end(),
                             [&](const Interface& i) { return i.name == name; });
    }
    /// The sending MAC of the next frame, if it is an ARP packet of this sender; else nothing.
    std::optional<MacAddress> sender_of(Ipv4Address address) {
        std::array<std::uint8_t, 2048> frame{};
        const ssize_t size = ::recv(fd_.get(), frame.data(), frame.size(), 0);
        constexpr std::size_t sender = 14 + 14;  // behind the Ethernet header, and in the packet
        if (size < 42 ||
            ((std::uint32_t{frame[sender]} << 24U) | (std::uint32_t{frame[29]} << 16U) |
             (std::uint32_t{frame[30]} << 8U) | frame[31]) != address.value) {
            return std::nullopt;
        }
        MacAddress in_frame;
        std::copy_n(frame.begin() + 6, 6, in_frame.octets.begin());
        const bool same = std::equal(frame.begin() + 22, frame.begin() + 28, frame.begin() + 6);
        EXPECT_TRUE(same) << "the frame and the packet in it have one sender";
        return in_frame;
    }
    void asks_for(Ipv4Address address) {
        static_cast<void>((*Announcer::open())
                              ->ask({"far",
                                     static_cast<int>(::if_nametoindex("far")),
                                     named("far").mac,
                                     {{neighbour, 24}}},
                                    address));
    }

  private:
    UniqueFd fd_;
};

class OneAddress : public testing::Test {
  protected:
    static std::unique_ptr<VirtualRouter> open() {
        Interface near = Wire::named("near");
        near.addresses = {{{0xc000020b}, 24}};
        auto router = VirtualRouter::open({near}, "near", virtual_mac, {vip});
        EXPECT_TRUE(router.has_value()) << (router.has_value() ? "" : router.error().message);
        return std::move(*router);
    }
};

TEST_F(OneAddress, IsAnnouncedUnderTheVirtualMac) {
    in_private_network([] {
        Wire wire;
        const auto router = open();
        ASSERT_TRUE(router->is_for(vip));
        ASSERT_TRUE(router->add(vip, 10s).has_value());
        ASSERT_TRUE(router->announce(vip).has_value());
        EventLoop loop;
        EXPECT_TRUE(run_until(loop, [&] { return wire.sender_of(vip) == virtual_mac; }));
    });
}

TEST_F(OneAddress, IsAnsweredForUnderTheVirtualMacWhileItIsHeld) {
    in_private_network([] {
        Wire wire;
        const auto router = open();
        ASSERT_TRUE(router->add(vip, 10s).has_value());
        EventLoop loop;
        wire.asks_for(vip);
        EXPECT_TRUE(run_until(loop, [&] { return wire.sender_of(vip) == virtual_mac; }));
        EXPECT_FALSE(is_here(vip)) << "the node itself does not have it";

        ASSERT_TRUE(router->remove(vip).has_value());
        wire.asks_for(vip);
        EXPECT_FALSE(run_until(
            loop, [&] { return wire.sender_of(vip).has_value(); }, 300ms));
    });
}

TEST_F(OneAddress, GoesWithTheRouter) {
    in_private_network([] {
        Wire wire;
        auto router = open();
        ASSERT_TRUE(router->add(vip, 10s).has_value());
        router.reset();
        EventLoop loop;
        const auto is_gone = [] { return ::if_nametoindex("fip0") == 0; };
        EXPECT_TRUE(run_until(loop, is_gone)) << "the kernel takes its time to end a namespace";
        wire.asks_for(vip);
        EXPECT_FALSE(run_until(
            loop, [&] { return wire.sender_of(vip).has_value(); }, 300ms));
    });
}

}  // namespace
}  // namespace holdfast::reference::shell
