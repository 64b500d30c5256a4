// SPDX-License-Identifier: Apache-2.0
// Goal: the checker of FIP-11, on runs that keep the rule and on runs that break it. Method: the
// floating address is that of the topology; se1, which has the VIP, dies at 3 s.
#include "harness/check/virtual_mac.h"

#include "harness/check/judging.h"

namespace holdfast::harness::check {
namespace {

const Checker keep_their_mac = floating_addresses_keep_their_mac();
const MacAddress one{{2, 0x12, 0x34, 0x56, 0x78, 1}};
const MacAddress another{{2, 0x12, 0x34, 0x56, 0x78, 2}};

Builder dies() {
    Builder builder;
    builder.scenario().deployment.group.floating_intf_ip = {*parse_ipv4("192.0.2.50")};
    return builder.service("vs1").owns("se1", "vs1", 1s, 3s).fault("process_crash", "se1", 3s);
}

TEST(FloatingAddresses, KeepTheirMac) {
    EXPECT_TRUE(
        passes(keep_their_mac, dies().floating_announced(one, 2s).floating_announced(one, 4s)));
}

TEST(FloatingAddresses, DoNotGetTheMacOfAnotherEngine) {
    EXPECT_TRUE(fails(keep_their_mac,
                      dies().floating_announced(one, 2s).floating_announced(another, 4s),
                      "had more than one MAC around process_crash se1"));
}

TEST(FloatingAddresses, HaveNoInterfacesMac) {
    const MacAddress own = Builder().mac_of("se1", "front");
    EXPECT_TRUE(fails(keep_their_mac,
                      dies().floating_announced(own, 2s).floating_announced(own, 4s),
                      "has the MAC of se1, which is no virtual one"));
}

TEST(FloatingAddresses, AreThereAfterATakeover) {
    EXPECT_TRUE(fails(keep_their_mac, dies().floating_announced(one, 2s),
                      "nobody answered for 192.0.2.50 after process_crash se1"));
}

}  // namespace
}  // namespace holdfast::harness::check
