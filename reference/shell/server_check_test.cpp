// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/server_check.h"

#include <gtest/gtest.h>

#include <vector>

#include "reference/shell/test_bench.h"

namespace holdfast::reference::shell {
namespace {

using model::HealthMonitorType;

class Check : public testing::Test {
  protected:
    void check(HealthMonitorType type, const LoopbackSocket& server) {
        checks.check({server.local().address, server.local().port},
                     {.type = type, .receive_timeout = 1});
    }
    bool outcome() {
        EXPECT_TRUE(run_until(loop, [&] { return !outcomes.empty(); }));
        return !outcomes.empty() && outcomes.front();
    }

    EventLoop loop;
    std::vector<bool> outcomes;
    ServerChecks checks{
        loop, [this](const protocol::ServerEndpoint&, bool passed) { outcomes.push_back(passed); }};
};

TEST_F(Check, OfTcpPassesWhenTheServerAccepts) {
    const LoopbackSocket server(SocketKind::tcp);
    check(HealthMonitorType::HEALTH_MONITOR_TCP, server);
    EXPECT_TRUE(outcome());
}

TEST_F(Check, OfTcpFailsWhenTheServerRefuses) {
    const LoopbackSocket nobody(SocketKind::udp);  // the TCP port of this number is free
    check(HealthMonitorType::HEALTH_MONITOR_TCP, nobody);
    EXPECT_FALSE(outcome());
}

TEST_F(Check, OfUdpPassesWithAnAnswer) {
    const LoopbackSocket server(SocketKind::udp);
    check(HealthMonitorType::HEALTH_MONITOR_UDP, server);
    std::array<char, 64> buffer{};
    sockaddr_in from{};
    socklen_t size = sizeof from;
    ASSERT_TRUE(run_until(loop, [&] {
        return ::recvfrom(server.fd.get(), buffer.data(), buffer.size(), 0,
                          reinterpret_cast<sockaddr*>(&from), &size) > 0;
    }));
    ::sendto(server.fd.get(), "x", 1, 0, reinterpret_cast<sockaddr*>(&from), size);
    EXPECT_TRUE(outcome());
}

TEST_F(Check, OfUdpFailsWithoutAnAnswerInTime) {
    const LoopbackSocket silent(SocketKind::udp);
    check(HealthMonitorType::HEALTH_MONITOR_UDP, silent);
    EXPECT_FALSE(outcome());
}

TEST_F(Check, OfHttpAsksAndJudgesTheStatus) {
    const LoopbackSocket server(SocketKind::tcp);
    check(HealthMonitorType::HEALTH_MONITOR_HTTP, server);
    UniqueFd connection;
    std::string question;
    ASSERT_TRUE(run_until(loop, [&] {
        if (!connection) {
            connection.reset(::accept4(server.fd.get(), nullptr, nullptr, SOCK_NONBLOCK));
        }
        question += connection ? read_now(connection.get()) : "";
        return question.ends_with("\r\n\r\n");
    }));
    EXPECT_TRUE(question.starts_with("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n")) << question;
    const std::string answer = "HTTP/1.0 503 Sorry\r\n\r\n";
    ::send(connection.get(), answer.data(), answer.size(), 0);
    EXPECT_FALSE(outcome());
}

TEST(HttpAnswer, PassesFrom200To399) {
    EXPECT_TRUE(http_answer_passes("HTTP/1.1 200 OK\r\n"));
    EXPECT_TRUE(http_answer_passes("HTTP/1.0 302 Found\r\n"));
    EXPECT_FALSE(http_answer_passes("HTTP/1.1 404 Not Found\r\n"));
    EXPECT_FALSE(http_answer_passes("HTTP/1.1 20"));
    EXPECT_FALSE(http_answer_passes("SSH-2.0-OpenSSH_9.2"));
}

}  // namespace
}  // namespace holdfast::reference::shell
