// SPDX-License-Identifier: Apache-2.0
// Goal: the checker of FIP-2, on runs that keep the rule and on runs that break it. Method: vs1 is
// routed to the floating address of front, vs2 to that of back. The second one may be taken off the
// list at 2 s, which is in force from 3 s on. se1 dies at 4 s; the bound is 1 s.
#include "harness/check/floating_subnets.h"

#include "harness/check/judging.h"

namespace holdfast::harness::check {
namespace {

const Checker need_their_addresses = routed_vips_need_the_address_of_their_subnet();

Builder two_subnets() {
    Builder builder("two_floating_subnets");
    builder.scenario().deployment.group.floating_intf_ip = {*parse_ipv4("192.0.2.50"),
                                                            *parse_ipv4("203.0.113.50")};
    return builder.service("vs1").service("vs2").fault("process_crash", "se1", 4s);
}

Builder without_second() {
    constexpr auto ok = history::OperationEvent::Type::ok;
    return two_subnets()
        .operation(R"(patch serviceenginegroup pair {"floating_intf_ip":[{"addr":"192.0.2.50"}]})",
                   2s, ok)
        .operation(R"(patch virtualservice vs1 {"enabled":false})", 2500ms, ok)
        .operation(R"(patch virtualservice vs2 {"enabled":false})", 2600ms, ok)
        .operation(R"(patch virtualservice vs1 {"enabled":true})", 2800ms, ok)
        .operation(R"(patch virtualservice vs2 {"enabled":true})", 2900ms, ok);
}

TEST(RoutedVips, AnswerByTheAddressOfTheirSubnet) {
    const Builder taken_over = two_subnets().loses("vs1", 4s, 4900ms).loses("vs2", 4s, 4900ms);
    EXPECT_TRUE(passes(need_their_addresses, taken_over));
    EXPECT_TRUE(fails(need_their_addresses, Builder(taken_over).loses("vs2", 4s, 10s),
                      "vs2 is routed to 203.0.113.50, which is in force, and answered 0"));
}

TEST(RoutedVips, AreLostWithTheAddressOfTheirSubnet) {
    const Builder lost = without_second()
                             .loses("vs1", 2400ms, 2950ms)
                             .loses("vs1", 4s, 4900ms)
                             .loses("vs2", 4s, 10s);
    EXPECT_TRUE(passes(need_their_addresses, lost));
    EXPECT_TRUE(fails(need_their_addresses, without_second().loses("vs1", 4s, 4900ms),
                      "vs2 is routed to 203.0.113.50, which is on no list, and answered"));
    EXPECT_TRUE(fails(need_their_addresses, Builder(lost).loses("vs1", 4s, 10s),
                      "vs1 is routed to 192.0.2.50, which is in force"));
}

}  // namespace
}  // namespace holdfast::harness::check
