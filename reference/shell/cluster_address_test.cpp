// SPDX-License-Identifier: Apache-2.0
// Goal: the cluster IP is here while it is held, and one frame on the management segment says so.
// Method: a pair of interfaces in a network namespace of the test's own. That it vanishes with its
// process is shown for the device that VIPs share (addresses_test.cpp).
#include "reference/shell/cluster_address.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <net/ethernet.h>
#include <netpacket/packet.h>

#include <algorithm>

#include "reference/shell/netlink.h"
#include "reference/shell/test_bench.h"

namespace holdfast::reference::shell {
namespace {

constexpr Ipv4Address cluster_ip{0xc6120064};  // 198.18.0.100

void make_segment() {
    const UniqueFd here(::open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC));
    auto netlink = *Netlink::open();
    ASSERT_TRUE(netlink->make_veth("mgmt", "far", here.get()).has_value());
    for (const char* name : {"mgmt", "far"}) {
        ASSERT_TRUE(netlink->set_up(static_cast<int>(::if_nametoindex(name))).has_value());
    }
}

/// Hears every frame that arrives at the interface.
UniqueFd listener_at(const char* interface) {
    UniqueFd wire(::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, htons(ETH_P_ALL)));
    sockaddr_ll at{};
    at.sll_family = AF_PACKET;
    at.sll_protocol = htons(ETH_P_ALL);
    at.sll_ifindex = static_cast<int>(::if_nametoindex(interface));
    EXPECT_EQ(::bind(wire.get(), reinterpret_cast<sockaddr*>(&at), sizeof at), 0);
    return wire;
}

TEST(ClusterAddress, IsHereWhileItIsHeldAndAnnouncedOnTheManagementInterface) {
    in_private_network(
        [] {
            make_segment();
            EventLoop loop;
            auto opened = ClusterAddress::open(loop, "mgmt");
            if (!opened.has_value()) {
                ::_exit(exit_not_permitted);
            }
            ASSERT_TRUE((*opened)->hold(cluster_ip, 2s).has_value());
            EXPECT_TRUE(is_here(cluster_ip));
            const UniqueFd wire = listener_at("far");
            ASSERT_TRUE((*opened)->announce(cluster_ip).has_value());
            const std::array<char, 4> octets = {'\xc6', '\x12', '\x00', '\x64'};
            std::string frames;
            ASSERT_TRUE(run_until(loop, [&] {
                frames += read_now(wire.get());
                return std::search(frames.begin(), frames.end(), octets.begin(), octets.end()) !=
                       frames.end();
            }));
            ASSERT_TRUE((*opened)->release(cluster_ip).has_value());
            EXPECT_FALSE(is_here(cluster_ip));
        },
        "a device of its own");
}

TEST(ClusterAddress, NeedsAnInterfaceThatIsThere) {
    EventLoop loop;
    const auto opened = ClusterAddress::open(loop, "nowhere0");
    ASSERT_FALSE(opened.has_value());
    EXPECT_EQ(opened.error().kind, Error::Kind::bad_input);
    EXPECT_THAT(opened.error().message, testing::HasSubstr("no Ethernet interface nowhere0"));
}

}  // namespace
}  // namespace holdfast::reference::shell
