// SPDX-License-Identifier: Apache-2.0
// Goal: the topologies that ship are read as drawn, and every mistake in one is refused with its
// line. Method: take a small correct file, break one thing, look at the message.
#include "harness/topology/topology.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace holdfast::harness::topology {
namespace {

using testing::AllOf;
using testing::HasSubstr;

const std::string sound = R"(# A pair.
name: small
description: Enough to be accepted.
segments: {client: 198.51.100.0/24, front: 192.0.2.0/24, back: 203.0.113.0/24}
front: front
back: back
management: back
vips: [192.0.2.100]
floating_ips: [192.0.2.50]
nodes:
  client: {role: client, interfaces: {client: 198.51.100.10/24}, routes: {default: 198.51.100.1}}
  gw1: {role: gateway, interfaces: {client: 198.51.100.1/24, front: 192.0.2.1/24}}
  se1: {role: service_engine, interfaces: {front: 192.0.2.11/24, back: 203.0.113.11/24}}
  se2: {role: service_engine, interfaces: {front: 192.0.2.12/24, back: 203.0.113.12/24}}
  server1: {role: server, interfaces: {back: 203.0.113.21/24}}
  controller1: {role: controller, interfaces: {back: 203.0.113.5/24}}
  observer: {role: observer, interfaces: {front: 192.0.2.9/24, back: 203.0.113.9/24}}
)";

std::string with(const std::string& from, const std::string& to) {
    std::string text = sound;
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
}

std::string refusal(const std::string& text) {
    const auto topology = parse_topology(text, "small.yaml");
    if (topology) {
        return "accepted";
    }
    EXPECT_EQ(topology.error().kind, Error::Kind::bad_input);
    return topology.error().message;
}

TEST(Topology, ReadsNodesInFileOrderWithTheirInterfacesAndRoutes) {
    const auto topology = parse_topology(sound, "small.yaml");
    ASSERT_TRUE(topology) << topology.error().message;

    EXPECT_EQ(topology->drawing, "A pair.\n");
    EXPECT_EQ(topology->with_role(NodeRole::service_engine).size(), 2U);
    EXPECT_EQ(topology->nodes[1].interfaces[0].segment, "client");
    EXPECT_EQ(topology->nodes[1].interfaces[1].segment, "front");
    EXPECT_EQ(topology->owner_of(*parse_ipv4("192.0.2.12"))->name, "se2");
    EXPECT_EQ(to_string(topology->find("client")->routes[0].destination), "0.0.0.0/0");
    EXPECT_EQ(to_string(*topology->find("observer")->address_on("back")), "203.0.113.9/24");
    EXPECT_EQ(topology->find("observer")->address_on("client"), std::nullopt);
}

struct Mistake {
    std::string name;
    std::string from;
    std::string to;
    std::string place;    ///< file and line
    std::string message;  ///< what was expected
};

class Refuses : public testing::TestWithParam<Mistake> {};

TEST_P(Refuses, WithFileLineAndExpectation) {
    const Mistake& mistake = GetParam();
    EXPECT_THAT(refusal(with(mistake.from, mistake.to)),
                AllOf(HasSubstr(mistake.place), HasSubstr(mistake.message)));
}

INSTANTIATE_TEST_SUITE_P(
    Topology, Refuses,
    testing::Values(
        Mistake{"UnknownKey", "front: front", "front: front\nmtu: 1500", "small.yaml:", "mtu"},
        Mistake{"UnknownNodeKey", "{role: client,", "{role: client, cpu: 2,", "small.yaml:11",
                "cpu"},
        Mistake{"WrongType", "vips: [192.0.2.100]", "vips: {a: 192.0.2.100}", "small.yaml:8",
                "vips"},
        Mistake{"NoAddress", "[192.0.2.100]", "[192.0.2]", "small.yaml:8", "192.0.2"},
        Mistake{"UnknownRole", "role: gateway", "role: bridge", "small.yaml:12", "gateway"},
        Mistake{"DuplicateName", "  se2:", "  se1:", "small.yaml:14", "se1"},
        Mistake{"DuplicateAddress", "192.0.2.12/24", "192.0.2.11/24", "small.yaml:14",
                "duplicate address 192.0.2.11: it already belongs to node se1"},
        Mistake{"VipOfANode", "vips: [192.0.2.100]", "vips: [192.0.2.11]", "small.yaml:13",
                "it already belongs to vips"},
        Mistake{"AddressOutsideItsSegment", "front: 192.0.2.12/24", "front: 198.51.100.12/24",
                "small.yaml:14", "192.0.2.0/24"},
        Mistake{"WrongPrefix", "front: 192.0.2.12/24", "front: 192.0.2.12/25", "small.yaml:14",
                "prefix"},
        Mistake{"UnknownSegment", "{front: 192.0.2.12/24", "{side: 192.0.2.12/24", "small.yaml:14",
                "no segment is named 'side'"},
        Mistake{"NextHopOfNobody", "default: 198.51.100.1}", "default: 198.51.100.77}",
                "small.yaml:11", "is nobody's"},
        Mistake{"NextHopElsewhere", "default: 198.51.100.1}", "default: 192.0.2.1}",
                "small.yaml:11", "on no segment of client"},
        Mistake{"OverlappingSegments", "back: 203.0.113.0/24}", "back: 192.0.2.128/25}",
                "small.yaml:4", "overlaps"},
        Mistake{"UnroutedVip", "vips: [192.0.2.100]", "vips: [198.18.100.100]", "small.yaml:8",
                "no gateway has a route to it"},
        Mistake{"MissingEngine", "role: service_engine, interfaces: {front: 192.0.2.12/24",
                "role: server, interfaces: {front: 192.0.2.12/24", "small.yaml:1",
                "expected at least 2 with role service_engine, found 1"},
        Mistake{"ClusterIpElsewhere", "floating_ips:", "cluster_ips: [192.0.2.60]\nfloating_ips:",
                "small.yaml:9", "is no host of segment back"},
        Mistake{"HostOfNoEngine", "floating_ips:", "hosts: {host1: [gw1]}\nfloating_ips:",
                "small.yaml:9", "expected a node with role service_engine"},
        Mistake{"EngineOnTwoHosts", "floating_ips:",
                "hosts: {host1: [se1], host2: [se1]}\nfloating_ips:", "small.yaml:9",
                "se1 is on two hosts"},
        Mistake{"EngineWithoutBack", ", back: 203.0.113.12/24", "", "small.yaml:1",
                "se2 is a service_engine and must be attached to segment back"}),
    [](const auto& one) { return one.param.name; });

TEST(Topology, RefusesAMissingNodeOfEachRole) {
    for (const std::string role : {"client", "gateway", "server", "controller", "observer"}) {
        const auto begin = sound.find("role: " + role);
        ASSERT_NE(begin, std::string::npos);
        const auto line_begin = sound.rfind('\n', begin) + 1;
        std::string text = sound;
        text.erase(line_begin, sound.find('\n', begin) + 1 - line_begin);
        // Without the gateway the client's default route would be nobody's, which is seen first.
        EXPECT_THAT(refusal(text),
                    testing::AnyOf(HasSubstr("with role " + role), HasSubstr("is nobody's")));
    }
}

TEST(Topology, ANextHopMayBeAFloatingAddress) {
    const auto topology =
        parse_topology(with("front: 192.0.2.1/24}}",
                            "front: 192.0.2.1/24}, routes: {198.18.100.0/24: 192.0.2.50}}"),
                       "small.yaml");
    EXPECT_TRUE(topology) << topology.error().message;
}

class Shipped : public testing::TestWithParam<std::string> {};

TEST_P(Shipped, IsSoundAndOffersWhatScenariosNeed) {
    const auto topology = find_topology(GetParam());
    ASSERT_TRUE(topology) << topology.error().message;
    EXPECT_EQ(topology->name, GetParam());
    EXPECT_GE(topology->vips.size(), 6U);
    EXPECT_EQ(topology->floating_ips.size(), 2U);
    EXPECT_EQ(topology->snat_ips.size(), 6U);
    EXPECT_THAT(topology->drawing, HasSubstr("gw1"));
    EXPECT_THAT(topology_names(), testing::Contains(GetParam()));
}

INSTANTIATE_TEST_SUITE_P(Topology, Shipped,
                         testing::Values("legacy_pair", "legacy_pair_routed", "cluster_of_three",
                                         "cluster_across_subnets", "cluster_with_spares",
                                         "elastic_group", "routed_gateways", "two_floating_subnets",
                                         "routed_servers", "two_gateways"),
                         [](const auto& one) { return one.param; });

TEST(Topology, AClusterIpIsAskedForByTheObserverAndSharesTheControllersSegment) {
    const std::string offered =
        with("back: 203.0.113.0/24}", "back: 203.0.113.0/24, away: 198.18.9.0/24}");
    const auto moved = [&](const std::string& from, const std::string& to) {
        std::string text = offered;
        text.replace(text.find("floating_ips:"), 0, "cluster_ips: [203.0.113.100]\n");
        return refusal(text.replace(text.find(from), from.size(), to));
    };
    EXPECT_EQ(moved("pair", "pair"), "accepted");
    EXPECT_THAT(moved("{back: 203.0.113.5/24}", "{away: 198.18.9.5/24}"),
                HasSubstr("controller1 is a controller and must be attached to segment back"));
}

TEST(Topology, AControllerInAnotherSubnetIsKnownByTheAddressItHas) {
    const auto topology = find_topology("cluster_across_subnets");
    ASSERT_TRUE(topology) << topology.error().message;
    EXPECT_EQ(to_string(topology->management_address(*topology->find("controller2"))),
              "198.18.2.6");
    EXPECT_EQ(to_string(topology->management_address(*topology->find("se1"))), "198.18.0.11");
    EXPECT_EQ(topology->cluster_ip(), std::nullopt);
    EXPECT_TRUE(topology->find("router")->forwards());
}

TEST(Topology, AnUnknownNameListsTheKnownOnes) {
    const auto topology = find_topology("no_such_pair");
    ASSERT_FALSE(topology);
    EXPECT_THAT(topology.error().message, HasSubstr("legacy_pair_routed"));
}

}  // namespace
}  // namespace holdfast::harness::topology
