// SPDX-License-Identifier: Apache-2.0
#include "base/address.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace holdfast {
namespace {

RC_GTEST_PROP(Ipv4Address, SurvivesPrintingAndReading, (std::uint32_t value)) {
    RC_ASSERT(parse_ipv4(to_string(Ipv4Address{value})).value() == Ipv4Address{value});
}

RC_GTEST_PROP(InterfaceAddress, SurvivesPrintingAndReading, (std::uint32_t value)) {
    const InterfaceAddress address{{value}, *rc::gen::inRange(0, 33)};
    RC_ASSERT(parse_interface_address(to_string(address)).value() == address);
}

RC_GTEST_PROP(MacAddress, SurvivesPrintingAndReading, ()) {
    const MacAddress address{
        *rc::gen::container<std::array<std::uint8_t, 6>>(rc::gen::arbitrary<std::uint8_t>())};
    RC_ASSERT(parse_mac(to_string(address)).value() == address);
}

RC_GTEST_PROP(InterfaceAddress, ContainsItselfAndItsNetwork, (std::uint32_t value)) {
    const InterfaceAddress address{{value}, *rc::gen::inRange(0, 33)};
    RC_ASSERT(address.contains(address.address));
    RC_ASSERT(address.contains(address.network()));
}

TEST(Ipv4Address, IsWrittenAsPeopleWriteIt) {
    EXPECT_EQ(to_string(Ipv4Address{0xc000020b}), "192.0.2.11");
    EXPECT_EQ(parse_ipv4("192.0.2.11").value(), Ipv4Address{0xc000020b});
}

TEST(Ipv4Address, RefusesWhatIsNone) {
    // The last three would be read as octal, as 10.0.0.1 and as an interface by other programs.
    for (const char* text : {"", "192.0.2", "192.0.2.256", "192.0.2.1.1", "192.0.2.1 ", "-1.0.0.1",
                             "192.0..1", "a.b.c.d", "010.0.0.1", "10.1", "192.0.2.1/24"}) {
        const auto result = parse_ipv4(text);
        ASSERT_FALSE(result) << text;
        EXPECT_EQ(result.error().message,
                  "expected an IPv4 address such as 192.0.2.11, found '" + std::string(text) + "'");
    }
}

TEST(InterfaceAddress, KnowsItsNetwork) {
    const InterfaceAddress address = parse_interface_address("192.0.2.130/25").value();
    EXPECT_EQ(to_string(address.network()), "192.0.2.128");
    EXPECT_TRUE(address.contains(parse_ipv4("192.0.2.255").value()));
    EXPECT_FALSE(address.contains(parse_ipv4("192.0.2.127").value()));
    EXPECT_TRUE(parse_interface_address("0.0.0.0/0").value().contains(address.address));
}

TEST(InterfaceAddress, DemandsThePrefix) {
    for (const char* text : {"192.0.2.1", "192.0.2.1/", "192.0.2.1/33", "192.0.2.1/-1",
                             "192.0.2.1/024", "192.0.2.1/24x", "/24"}) {
        EXPECT_FALSE(parse_interface_address(text)) << text;
    }
}

TEST(MacAddress, IsWrittenInLowerCaseAndReadInBoth) {
    const MacAddress address{{0x02, 0, 0, 0, 0, 0xab}};
    EXPECT_EQ(to_string(address), "02:00:00:00:00:ab");
    EXPECT_EQ(parse_mac("02:00:00:00:00:AB").value(), address);
    EXPECT_TRUE(parse_mac("ff:ff:ff:ff:ff:ff").value().broadcast());
    EXPECT_FALSE(address.broadcast());
}

TEST(MacAddress, RefusesWhatIsNone) {
    for (const char* text : {"", "02:00:00:00:00", "02-00-00-00-00-0b", "02:00:00:00:00:0",
                             "02:00:00:00:00:0g", "02:00:00:00:00:0b:", "02:00:00:00:00:-1"}) {
        EXPECT_FALSE(parse_mac(text)) << text;
    }
}

}  // namespace
}  // namespace holdfast
