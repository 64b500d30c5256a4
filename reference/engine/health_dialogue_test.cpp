// SPDX-License-Identifier: Apache-2.0
// Goal: what a monitor asks and what it takes for a pass are those of its fields.
#include "reference/engine/health_dialogue.h"

#include <gtest/gtest.h>

namespace holdfast::reference::engine {
namespace {

using model::HealthMonitorType;
using model::HttpResponseCode;

constexpr Ipv4Address probed{0xcb007115};  // 203.0.113.21

HealthDialogue http(const model::HealthMonitorHttp& fields = {}) {
    return {{.type = HealthMonitorType::HEALTH_MONITOR_HTTP, .http_monitor = fields}, probed};
}

TEST(HttpMonitor, AsksForTheRootByDefault) {
    EXPECT_EQ(http().question(),
              "GET / HTTP/1.0\r\nHost: 203.0.113.21\r\nUser-Agent: holdfast\r\n"
              "Connection: close\r\n\r\n");
}

TEST(HttpMonitor, AsksExactlyWhatItIsTold) {
    EXPECT_EQ(
        http({.exact_http_request = true, .http_request = "HEAD /x HTTP/1.0\r\n\r\n"}).question(),
        "HEAD /x HTTP/1.0\r\n\r\n");
}

TEST(HttpMonitor, PassesFrom200To399) {
    EXPECT_EQ(http().verdict("HTTP/1.1 200 OK\r\n", false), true);
    EXPECT_EQ(http().verdict("HTTP/1.0 302 Found\r\n", false), true);
    EXPECT_EQ(http().verdict("HTTP/1.1 404 Not Found\r\n", false), false);
    EXPECT_EQ(http().verdict("SSH-2.0-OpenSSH_9.2", false), false);
    EXPECT_EQ(http().verdict("HTTP/1.1 20", false), std::nullopt);
    EXPECT_EQ(http().verdict("HTTP/1.1 20", true), false);
}

TEST(HttpMonitor, PassesTheClassesThatItNames) {
    const auto monitor = http({.http_response_code = {HttpResponseCode::HTTP_4XX}});
    EXPECT_EQ(monitor.verdict("HTTP/1.1 404 Not Found\r\n", false), true);
    EXPECT_EQ(monitor.verdict("HTTP/1.1 200 OK\r\n", false), false);
    EXPECT_EQ(http({.http_response_code = {HttpResponseCode::HTTP_ANY}})
                  .verdict("HTTP/1.1 500 No\r\n", false),
              true);
}

TEST(HttpMonitor, WaitsForTheWordsThatItExpects) {
    const auto monitor = http({.http_response = "ready"});
    EXPECT_EQ(monitor.verdict("HTTP/1.1 200 OK\r\n\r\nnot yet", false), std::nullopt);
    EXPECT_EQ(monitor.verdict("HTTP/1.1 200 OK\r\n\r\nready", false), true);
    EXPECT_EQ(monitor.verdict("HTTP/1.1 200 OK\r\n\r\nnot yet", true), false);
    const std::string long_answer =
        "HTTP/1.1 200 OK\r\n\r\n" + std::string(HealthDialogue::answer_max, '.');
    EXPECT_EQ(monitor.verdict(long_answer, false), false);
}

TEST(TcpMonitor, NeedsNoAnswerUnlessItIsToldOne) {
    const HealthDialogue plain({.type = HealthMonitorType::HEALTH_MONITOR_TCP}, probed);
    EXPECT_TRUE(plain.connection_suffices());

    const HealthDialogue greeted(
        {.type = HealthMonitorType::HEALTH_MONITOR_TCP,
         .tcp_monitor = model::HealthMonitorTcp{.tcp_request = "hi", .tcp_response = "hello"}},
        probed);
    EXPECT_FALSE(greeted.connection_suffices());
    EXPECT_EQ(greeted.question(), "hi");
    EXPECT_EQ(greeted.verdict("hel", false), std::nullopt);
    EXPECT_EQ(greeted.verdict("hello", false), true);
}

TEST(UdpMonitor, PassesWithAnyAnswer) {
    const HealthDialogue udp({.type = HealthMonitorType::HEALTH_MONITOR_UDP}, probed);
    EXPECT_FALSE(udp.question().empty());
    EXPECT_EQ(udp.verdict("x", true), true);
    EXPECT_EQ(udp.verdict("", true), false);
}

}  // namespace
}  // namespace holdfast::reference::engine
