// SPDX-License-Identifier: Apache-2.0
// Goal: the loss and the return of a carrier are told once each. Method: one end of a veth pair,
// which has a carrier while the other end is up.
#include "reference/shell/carrier_watch.h"

#include <gmock/gmock.h>

#include "reference/shell/netlink.h"
#include "reference/shell/test_bench.h"

namespace holdfast::reference::shell {
namespace {

using testing::ElementsAre;

void set_flags(const char* interface, short flags) {
    ifreq request{};
    std::string(interface).copy(request.ifr_name, IFNAMSIZ - 1);
    request.ifr_flags = flags;
    const UniqueFd any(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    ASSERT_EQ(::ioctl(any.get(), SIOCSIFFLAGS, &request), 0);
}

TEST(CarrierWatch, TellsOfLossAndReturn) {
    in_private_network([] {
        const UniqueFd here(::open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC));
        auto netlink = *Netlink::open();
        ASSERT_TRUE(netlink->make_veth("near", "far", here.get()).has_value());
        set_flags("near", IFF_UP);
        set_flags("far", IFF_UP);
        EventLoop loop;
        std::vector<bool> told;
        CarrierWatch watch(loop, "near", [&](bool up) { told.push_back(up); });
        watch.start();
        EXPECT_TRUE(told.empty());
        set_flags("far", 0);
        EXPECT_TRUE(run_until(loop, [&] { return !told.empty(); }));
        set_flags("far", IFF_UP);
        EXPECT_TRUE(run_until(loop, [&] { return told.size() > 1; }));
        EXPECT_THAT(told, ElementsAre(false, true));
    });
}

TEST(CarrierWatch, DoesNotTakeSilenceForALoss) {
    EventLoop loop;
    std::vector<bool> told;
    CarrierWatch watch(loop, "nowhere", [&](bool up) { told.push_back(up); });
    watch.start();
    EXPECT_TRUE(told.empty());
}

}  // namespace
}  // namespace holdfast::reference::shell
