// SPDX-License-Identifier: Apache-2.0
// Goal: routes from addresses go with the devices that they lead to.
#include "reference/shell/netlink.h"

#include <gtest/gtest.h>

#include "reference/shell/test_bench.h"
#include "reference/shell/vip_device.h"

namespace holdfast::reference::shell {
namespace {

TEST(Netlink, ForgetsRoutesOfDevicesThatAreGoneAndNoOthers) {
    in_private_network(
        [] {
            auto killed = VipDevice::open(VipDevice::Kind::tun);
            const auto alive = VipDevice::open(VipDevice::Kind::tun);
            if (killed.has_error() || alive.has_error()) {
                ::_exit(exit_not_permitted);
            }
            const auto netlink = *Netlink::open();
            const Ipv4Address other{vip.value + 1};
            ASSERT_TRUE(netlink->route_from(vip, (*killed)->index()).has_value());
            ASSERT_TRUE(netlink->route_from(other, (*alive)->index()).has_value());
            ASSERT_TRUE(netlink->route_from(other, (*alive)->index()).has_value()) << "again";
            EXPECT_EQ(*netlink->forget_routes_of_gone_devices(), 0);
            killed->reset();
            EXPECT_EQ(*netlink->forget_routes_of_gone_devices(), 1);
            EXPECT_EQ(*netlink->forget_routes_of_gone_devices(), 0);
            ASSERT_TRUE(netlink->unroute_from(other, (*alive)->index()).has_value());
            ASSERT_TRUE(netlink->unroute_from(other, (*alive)->index()).has_value()) << "again";
        },
        "/dev/net/tun");
}

}  // namespace
}  // namespace holdfast::reference::shell
