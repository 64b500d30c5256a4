// SPDX-License-Identifier: Apache-2.0
// Goal: a refusal tells the operator the field, the value and what would have been permitted.
#include "reference/model/validate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace holdfast::reference::model {
namespace {

template <class T>
std::string refusal(const T& object) {
    const Result<void> result = validate(object);
    return result.has_error() ? result.error().message : "accepted";
}

VirtualService web() {
    VirtualService vs;
    vs.name = "vs1";
    vs.vsvip_ref = "/api/vsvip/vsvip-1";
    vs.se_group_ref = "/api/serviceenginegroup/serviceenginegroup-1";
    vs.services = {{.port = 80, .port_range_end = 0, .override_network_profile_ref = ""}};
    return vs;
}

TEST(Validate, DefaultsArePermitted) {
    ServiceEngineGroup group;
    group.name = "pair";
    HealthMonitor monitor;
    monitor.name = "tcp";
    Pool pool;
    pool.name = "pool1";
    EXPECT_EQ(refusal(group), "accepted");
    EXPECT_EQ(refusal(monitor), "accepted");
    EXPECT_EQ(refusal(pool), "accepted");
    EXPECT_EQ(refusal(SeProperties{}), "accepted");
    EXPECT_EQ(refusal(web()), "accepted");
}

TEST(Validate, GroupNamesFieldValueAndRange) {
    ServiceEngineGroup group;
    group.name = "pair";
    group.dp_hb_timeout_count = 0;
    EXPECT_EQ(refusal(group), "dp_hb_timeout_count: 0 is not in 1-1000");
    group.dp_hb_timeout_count = 1000;
    group.max_scaleout_per_vs = 65;
    EXPECT_EQ(refusal(group), "max_scaleout_per_vs: 65 is not in 1-64");
}

TEST(Validate, GroupRefusesAFloatingAddressThatIsNone) {
    ServiceEngineGroup group;
    group.name = "pair";
    group.floating_intf_ip_se_2 = {{.addr = "192.0.2.50"}, {.addr = "192.0.2.500"}};
    EXPECT_EQ(refusal(group), "floating_intf_ip_se_2[1]: '192.0.2.500' is not an IPv4 address");
}

TEST(Validate, TimersNameTheirStruct) {
    SeProperties properties;
    properties.se_agent_properties.controller_heartbeat_timeout_sec = 61;
    EXPECT_EQ(refusal(properties),
              "se_agent_properties.controller_heartbeat_timeout_sec: 61 is not in 1-60");
}

TEST(Validate, NamesAreOfTheSchemasAlphabet) {
    Pool pool;
    EXPECT_THAT(refusal(pool), testing::HasSubstr("name: '' is not 1-255"));
    pool.name = "a/b";
    EXPECT_THAT(refusal(pool), testing::HasSubstr("name: 'a/b' is not"));
    pool.name = "web pool_1@x.y+z-0";
    EXPECT_EQ(refusal(pool), "accepted");
}

TEST(Validate, ServicePortsAndRanges) {
    VirtualService vs = web();
    vs.services[0].port = 65536;
    EXPECT_EQ(refusal(vs), "services[0].port: 65536 is not in 1-65535");
    vs.services[0] = {.port = 90, .port_range_end = 80, .override_network_profile_ref = ""};
    EXPECT_EQ(refusal(vs), "services[0].port_range_end: 80 is not in 90-65535");
    vs.services[0] = {.port = 1, .port_range_end = 2049, .override_network_profile_ref = ""};
    EXPECT_EQ(refusal(vs), "services: 2049 listening ports is not in 1-2048");
    vs.services.clear();
    EXPECT_EQ(refusal(vs), "services: 0 entries is not in 1-2048");
}

TEST(Validate, MissingReferencesAreNamed) {
    VirtualService vs = web();
    vs.vsvip_ref.clear();
    EXPECT_EQ(refusal(vs), "vsvip_ref: is required");
}

TEST(Validate, ServerPortIsOptionalButBounded) {
    Pool pool;
    pool.name = "pool1";
    pool.servers = {{.ip = {.addr = "203.0.113.21"}, .port = std::nullopt}};
    EXPECT_EQ(refusal(pool), "accepted");
    pool.servers[0].port = 65536;
    EXPECT_EQ(refusal(pool), "servers[0].port: 65536 is not in 1-65535 or 0");
}

TEST(Validate, MonitorWaitsLessThanItsPeriod) {
    HealthMonitor monitor;
    monitor.name = "tcp";
    monitor.receive_timeout = monitor.send_interval;
    EXPECT_EQ(refusal(monitor), "receive_timeout: 10 is not below send_interval 10");
}

TEST(Validate, ClusterHasOneOrThreeNodesOfDifferentNames) {
    Cluster cluster;
    cluster.name = "cluster-0-1";
    cluster.nodes = {{.name = "c1"}, {.name = "c2"}};
    EXPECT_EQ(refusal(cluster), "nodes: 2 entries, a cluster has 1 or 3");
    cluster.nodes.push_back({.name = "c1"});
    EXPECT_EQ(refusal(cluster), "nodes[2].name: 'c1' is the name of another node");
    cluster.nodes[2].name = "c3";
    EXPECT_EQ(refusal(cluster), "accepted");
}

TEST(Validate, NestedFieldsAreCheckedWhereTheyStand) {
    VrfContext vrf;
    vrf.name = "global";
    GatewayMonitor monitor;
    monitor.gateway_ip = {.addr = "192.0.2.1"};
    monitor.gateway_monitor_interval = 99;
    vrf.gateway_mon = {monitor};
    EXPECT_EQ(refusal(vrf), "gateway_mon[0].gateway_monitor_interval: 99 is not in 100-60000");
    vrf.gateway_mon[0].gateway_monitor_interval = 100;
    vrf.gateway_mon[0].gateway_ip = {.addr = "2001:db8::1", .type = IpAddrType::V6};
    EXPECT_EQ(refusal(vrf), "accepted");
    vrf.gateway_mon[0].gateway_ip.addr = "2001:db8:::1";
    EXPECT_EQ(refusal(vrf), "gateway_mon[0].gateway_ip: '2001:db8:::1' is not an IPv6 address");
}

TEST(Complete, LegacyGroupIsActiveStandbyWithTwoEngines) {
    ServiceEngineGroup group;
    group.ha_mode = HaMode::HA_MODE_LEGACY_ACTIVE_STANDBY;
    complete(group);
    EXPECT_TRUE(group.active_standby);  // LEG-37
    EXPECT_EQ(group.max_se, 2U);        // LEG-1
}

TEST(Complete, NumbersVipsAndClosesPortRanges) {
    VsVip vs_vip;
    vs_vip.vip.resize(1);
    complete(vs_vip);
    EXPECT_EQ(vs_vip.vip[0].vip_id, "0");
    VirtualService vs = web();
    complete(vs);
    EXPECT_EQ(vs.services[0].port_range_end, 80U);
}

}  // namespace
}  // namespace holdfast::reference::model
