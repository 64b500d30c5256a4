// SPDX-License-Identifier: Apache-2.0
// Goal: VRRP, CARP, BFD and BGP tell who noticed, who took over and for which addresses. Method:
// their messages, one after the other.
#include "harness/timing/control_signs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/bytes.h"

namespace holdfast::harness::timing {
namespace {

using testing::HasSubstr;

const dissect::IpAddress first = dissect::parse_ip("192.0.2.11").value();
const dissect::IpAddress second = dissect::parse_ip("192.0.2.12").value();
const dissect::IpAddress vip = dissect::parse_ip("192.0.2.100").value();
constexpr dissect::Mac virtual_mac = 0x00005e000133;  // router 51

class Control : public testing::Test {
  protected:
    void advertise(dissect::IpAddress by, std::uint8_t priority, Duration at,
                   dissect::Mac mac = virtual_mac) {
        const Bytes message = {0x31, 51, priority, 1, 0, 100, 0, 0, 192, 0, 2, 100};
        dissect::Frame frame;
        frame.kind = dissect::Kind::vrrp;
        frame.source = by;
        frame.source_mac = mac;
        frame.payload = message;
        signs_.vrrp(frame, Instant(at), PacketRef::of(0, 1),
                    [&](dissect::IpAddress address, const Claim& claim) {
                        EXPECT_EQ(address, vip);
                        ownership_.claim(claim);
                    });
    }
    void advertise_carp(dissect::IpAddress by, std::uint8_t skew, std::uint8_t base, Duration at) {
        Bytes message(36);
        const Bytes head = {0x21, 51, skew, 7, 0, base};
        std::copy(head.begin(), head.end(), message.begin());
        dissect::Frame frame;
        frame.kind = dissect::Kind::vrrp;
        frame.source = by;
        frame.source_mac = virtual_mac;
        frame.payload = message;
        frame.payload_length = 36;
        signs_.carp(frame, Instant(at), PacketRef::of(0, 3));
    }
    void session(dissect::IpAddress by, std::uint8_t state, Duration at) {
        Bytes message(24);
        message[0] = 0x21;
        message[1] = static_cast<std::uint8_t>(state << 6);
        message[3] = 24;
        dissect::Frame frame;
        frame.kind = dissect::Kind::udp;
        frame.destination_port = 3784;
        frame.source = by;
        frame.payload = message;
        signs_.bfd(frame, Instant(at), PacketRef::of(0, 2));
    }

    Nodes nodes_;
    ControlSigns signs_{nodes_};
    Ownership ownership_;
};

TEST_F(Control, TheVirtualMacNamesNobodyTheAdvertiserDoes) {
    advertise(first, 200, 0s);
    advertise(first, 200, 1s);
    advertise(second, 100, 5s);
    const auto changes = ownership_.changes();
    ASSERT_EQ(changes.size(), 1U);
    EXPECT_EQ(nodes_.label(changes[0].to.node), "192.0.2.12");
    EXPECT_EQ(changes[0].gap, 4s);
    ASSERT_EQ(signs_.signs().size(), 1U);
    EXPECT_EQ(signs_.signs()[0].phase, Sign::Phase::decide);
    EXPECT_EQ(nodes_.label(signs_.active_of(51)), "192.0.2.12");
}

TEST_F(Control, WhoGivesUpIsASignAndNoClaim) {
    advertise(first, 200, 0s);
    advertise(first, 0, 1s);
    EXPECT_EQ(ownership_.tenures().at(0).last.at, Instant(0s));
    EXPECT_THAT(signs_.signs().at(0).what, HasSubstr("gives up"));
}

TEST_F(Control, AMasterOfCarpBowsOutAndAnotherFollows) {
    advertise_carp(first, 0, 1, 0s);
    advertise_carp(first, 255, 255, 1s);
    advertise_carp(second, 100, 1, 2s);
    ASSERT_EQ(signs_.signs().size(), 2U);
    EXPECT_EQ(signs_.signs()[0].what, "CARP host 51: 192.0.2.11 gives up (base and skew 255)");
    EXPECT_EQ(signs_.signs()[1].what, "CARP host 51: first advertisement by 192.0.2.12");
    EXPECT_EQ(nodes_.label(signs_.active_of(51)), "192.0.2.12");
}

TEST_F(Control, BfdTellsOnlyOfLeavingUp) {
    session(first, 1, 0s);
    session(first, 3, 1s);
    session(first, 3, 2s);
    session(first, 1, 3s);
    session(first, 1, 4s);
    ASSERT_EQ(signs_.signs().size(), 1U);
    EXPECT_EQ(signs_.signs()[0].at, Instant(3s));
    EXPECT_THAT(signs_.signs()[0].what, HasSubstr("leaves Up for Down"));
}

}  // namespace
}  // namespace holdfast::harness::timing
