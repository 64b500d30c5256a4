// SPDX-License-Identifier: Apache-2.0
// Goal: what one end writes, the other end reads; anything else is refused with a sentence and
// without an exception. Method: round trips of any message, the wire text of some, mutated lines.
#include "reference/protocol/encoding.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "reference/protocol/generators.h"

namespace holdfast::reference::protocol {
namespace {

using testing::AllOf;
using testing::HasSubstr;

std::string why_refused_by_controller(std::string_view line) {
    const auto message = decode_to_controller(line);
    return message ? "accepted" : message.error().message;
}

std::string why_refused_by_engine(std::string_view line) {
    const auto message = decode_to_engine(line);
    return message ? "accepted" : message.error().message;
}

std::string one_service(std::string_view service_fields) {
    return R"({"type":"configure","configuration":{"generation":1,"se_group":"pair","peers":[],)"
           R"("self_se_election":false,"heartbeat_period":100000000,"heartbeat_miss_limit":10,"hm_on_standby":true,)"
           R"("duplicate_probe_period":0,"duplicate_answer_limit":5,"flow_probes":{"enabled":true,"retries":2,"retry_interval":40000000},"ended_outage":0,"floating_ips":[],"enable_routing":false,"gateways":[],"services":[{)" +
           std::string(service_fields) + "}]}}";
}

constexpr std::string_view good_service =
    R"("name":"vs1","vip":"192.0.2.100","snat_ips":[],"ports":[{"port":5001,"transport":"tcp"}],)"
    R"("role":"active","engines":[],"list_version":0,"instances":[],"flow_distribution":"load_aware","answers_through_primary":false,"pool":{"name":"p","lb_algorithm":"LB_ALGORITHM_ROUND_ROBIN","use_service_port":false,"client_persistence":0,"health_monitors":[],"inline_health_monitor":true,)"
    R"("servers":[{"address":"203.0.113.21","port":5001}]})";

TEST(Encoding, TypeComesFirstAndIsSnakeCase) {
    EXPECT_EQ(encode(ToController(PeerSuspected{"se1", 10})),
              R"({"type":"peer_suspected","peer":"se1","misses":10})");
    EXPECT_EQ(encode(ToController(Goodbye{})), R"({"type":"goodbye"})");
    EXPECT_EQ(encode(ToEngine(EchoRequest{7})), R"({"type":"echo_request","id":7})");
}

TEST(Encoding, HandWrittenConfigurationIsRead) {
    const auto message = decode_to_engine(one_service(good_service));

    ASSERT_TRUE(message) << message.error().message;
    const EngineConfiguration& read = std::get<Configure>(*message).configuration;
    ASSERT_EQ(read.services.size(), 1U);
    EXPECT_EQ(read.heartbeat_period, 100ms);
    EXPECT_EQ(read.services[0].vip, parse_ipv4("192.0.2.100").value());
    EXPECT_EQ(read.services[0].role, Role::active);
    EXPECT_EQ(read.services[0].pool.servers[0].port, 5001);
    EXPECT_TRUE(read.peers.empty());
}

TEST(Encoding, UnknownTypeNamesTheKnownOnes) {
    EXPECT_THAT(why_refused_by_controller(R"({"type":"configure"})"),
                AllOf(HasSubstr("/type"), HasSubstr("register, configuration_applied")));
}

TEST(Encoding, UnknownFieldIsRefusedByName) {
    EXPECT_THAT(why_refused_by_controller(R"({"type":"peer_recovered","peer":"se1","why":1})"),
                AllOf(HasSubstr("/why"), HasSubstr("unknown field")));
    EXPECT_THAT(why_refused_by_engine(one_service(std::string(good_service) + R"(,"tag":1)")),
                HasSubstr("/configuration/services/0/tag"));
}

TEST(Encoding, MissingFieldIsRefusedByName) {
    EXPECT_THAT(why_refused_by_controller(R"({"type":"peer_suspected","peer":"se1"})"),
                HasSubstr("/misses: is missing"));
    EXPECT_THAT(why_refused_by_engine(one_service(R"("name":"vs1")")),
                HasSubstr("/configuration/services/0/vip: is missing"));
}

TEST(Encoding, WrongTypesAreRefusedWithTheirPlace) {
    EXPECT_THAT(why_refused_by_controller(R"({"type":"echo_response","id":"7"})"),
                HasSubstr("/id"));
    EXPECT_THAT(why_refused_by_controller(R"({"type":"echo_response","id":-1})"), HasSubstr("/id"));
    EXPECT_THAT(why_refused_by_controller(R"({"type":"server_state_changed","pool":"p","up":true,)"
                                          R"("server":{"address":"203.0.113.21","port":70000}})"),
                HasSubstr("/server/port"));
    EXPECT_THAT(why_refused_by_engine(R"({"type":"configure","configuration":[]})"),
                HasSubstr("/configuration"));
}

TEST(Encoding, WhatIsNoMessageIsRefused) {
    for (const std::string_view line :
         {"", "null", "[]", "7", "{}", R"({"type":7})", R"({"type":"goodbye"} x)", "{\"type\":"}) {
        EXPECT_NE(why_refused_by_controller(line), "accepted") << line;
        EXPECT_NE(why_refused_by_engine(line), "accepted") << line;
    }
}

TEST(Encoding, DeepNestingIsRefused) {
    EXPECT_NE(why_refused_by_engine(std::string(100'000, '[')), "accepted");
}

TEST(Encoding, ValuesThatNoEngineCouldServeAreRefused) {
    EXPECT_THAT(
        why_refused_by_engine(one_service(
            R"("name":"","vip":"192.0.2.100","snat_ips":[],)"
            R"("ports":[],"role":"standby","engines":[],"list_version":0,"instances":[],"flow_distribution":"load_aware","answers_through_primary":false,)"
            R"("pool":{"name":"",)"
            R"("lb_algorithm":"LB_ALGORITHM_ROUND_ROBIN","use_service_port":false,"client_persistence":0,"health_monitors":[],"inline_health_monitor":true,)"
            R"("servers":[]})")),
        HasSubstr("has no name"));
    EngineConfiguration restless{.generation = 1, .gateways = {{.gateway = {1}, .interval = 99ms}}};
    EXPECT_THAT(why_refused_by_engine(encode(ToEngine(Configure{restless}))),
                HasSubstr("gateway 0.0.0.1: interval 99ms, expected 100ms to 60s"));
    EngineConfiguration unsure{.generation = 1,
                               .gateways = {{.gateway = {1}, .fail_threshold = 0}}};
    EXPECT_THAT(why_refused_by_engine(encode(ToEngine(Configure{unsure}))),
                HasSubstr("thresholds 0 and 15"));
    EngineConfiguration silent{.generation = 1, .heartbeat_period = 0ms};
    EXPECT_THAT(why_refused_by_engine(encode(ToEngine(Configure{silent}))),
                HasSubstr("heartbeat_period 0s, expected 1ms to 3600s"));
    EngineConfiguration hasty{.generation = 1, .heartbeat_miss_limit = 0};
    EXPECT_THAT(why_refused_by_engine(encode(ToEngine(Configure{hasty}))),
                HasSubstr("heartbeat_miss_limit 0"));
    EXPECT_THAT(why_refused_by_engine(R"({"type":"leadership","term":0,"leads":true})"),
                HasSubstr("nobody leads in term 0"));
}

TEST(Encoding, ServiceThatIsPlacedTwiceIsRefused) {
    const PlacedService vs1{.name = "vs1", .vip = {1}};
    const EngineConfiguration twice{.generation = 1, .services = {vs1, vs1}};

    EXPECT_THAT(why_refused_by_engine(encode(ToEngine(Configure{twice}))),
                HasSubstr("vs1 is placed twice"));
}

// line_max counts the newline, so line_max - 1 bytes of text are the most that is accepted.
TEST(Encoding, LineAtTheLimitIsReadAndOneByteMoreIsNot) {
    std::string line = R"({"type":"goodbye"})";
    line.resize(line_max - 1, ' ');
    EXPECT_EQ(why_refused_by_controller(line), "accepted");

    line += ' ';
    EXPECT_THAT(why_refused_by_controller(line), HasSubstr("1048577 bytes"));
}

RC_GTEST_PROP(Encoding, EveryMessageToTheControllerComesBackEqual, ()) {
    const ToController message = any::to_controller();
    const std::string line = encode(message);
    RC_ASSERT(line.find('\n') == std::string::npos);
    const auto read = decode_to_controller(line);
    RC_ASSERT(read.has_value());
    RC_ASSERT(*read == message);
}

RC_GTEST_PROP(Encoding, EveryMessageToAnEngineComesBackEqual, ()) {
    const ToEngine message = any::to_engine();
    const std::string line = encode(message);
    RC_ASSERT(line.find('\n') == std::string::npos);
    const auto read = decode_to_engine(line);
    RC_ASSERT(read.has_value());
    RC_ASSERT(*read == message);
}

/// A line with one byte changed, dropped or doubled.
std::string damaged(std::string line) {
    const auto place = *rc::gen::inRange<std::size_t>(0, line.size());
    switch (*rc::gen::inRange(0, 3)) {
        case 0:
            line[place] = *rc::gen::arbitrary<char>();
            break;
        case 1:
            line.erase(place, 1);
            break;
        default:
            line.insert(place, 1, line[place]);
    }
    return line;
}

// Damage inside a string may give another good message; what is accepted must then be writable.
RC_GTEST_PROP(Encoding, DamagedLinesNeverThrow, ()) {
    const std::string line = damaged(encode(any::to_engine()));
    const auto read = decode_to_engine(line);
    RC_CLASSIFY(!read.has_value(), "refused");
    const bool sound =
        read ? decode_to_engine(encode(*read)) == read : !read.error().message.empty();
    RC_ASSERT(sound);
}

RC_GTEST_PROP(Encoding, GarbageIsRefused, (const std::string& garbage)) {
    RC_ASSERT(!decode_to_engine(garbage).has_value());
    RC_ASSERT(!decode_to_controller(garbage).has_value());
}

}  // namespace
}  // namespace holdfast::reference::protocol
