// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/server_check.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "reference/shell/http_server.h"
#include "reference/shell/pki.h"
#include "reference/shell/test_bench.h"

namespace holdfast::reference::shell {
namespace {

using model::HealthMonitorType;

class Check : public testing::Test {
  protected:
    void check(HealthMonitorType type, const Endpoint& server) {
        checks.check({.server = {server.address, server.port},
                      .monitor = {.name = "m", .type = type, .receive_timeout = 1},
                      .source = source});
    }
    void check(HealthMonitorType type, const LoopbackSocket& server) {
        check(type, server.local());
    }
    bool outcome() {
        EXPECT_TRUE(run_until(loop, [&] { return !outcomes.empty(); }));
        return !outcomes.empty() && outcomes.front();
    }

    EventLoop loop;
    std::optional<Ipv4Address> source;
    std::vector<bool> outcomes;
    ServerChecks checks{loop, [this](const engine::input::ServerChecked& checked) {
                            EXPECT_EQ(checked.monitor, "m");
                            outcomes.push_back(checked.passed);
                        }};
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
    EXPECT_TRUE(question.starts_with("GET / HTTP/1.0\r\nHost: 127.0.0.1\r\n")) << question;
    const std::string answer = "HTTP/1.0 503 Sorry\r\n\r\n";
    ::send(connection.get(), answer.data(), answer.size(), 0);
    EXPECT_FALSE(outcome());
}

TEST_F(Check, OfHttpsAsksOverTls) {
    const TemporaryFolder folder;
    ASSERT_TRUE(create_certificates({folder.path(), {"controller1"}, {}}).has_value());
    std::unique_ptr<HttpServer> server;
    server = *HttpServer::open(loop, {folder / "controller1.pem", folder / "controller1.key"},
                               {{0x7f000001}, 0}, {.linger = 20ms},
                               [&](std::uint64_t id, const api::HttpRequest& request) {
                                   EXPECT_EQ(request.target, "/");
                                   server->answer(id, {200, {}, "here"});
                               });
    check(HealthMonitorType::HEALTH_MONITOR_HTTPS, server->local());
    EXPECT_TRUE(outcome());
}

TEST_F(Check, OfHttpsFailsWithoutTls) {
    const LoopbackSocket silent(SocketKind::tcp);
    check(HealthMonitorType::HEALTH_MONITOR_HTTPS, silent);
    EXPECT_FALSE(outcome());
}

TEST_F(Check, LeavesFromItsSource) {  // LEG-23
    const LoopbackSocket server(SocketKind::tcp);
    source = Ipv4Address{0x7f000017};  // 127.0.0.23
    check(HealthMonitorType::HEALTH_MONITOR_TCP, server);
    EXPECT_TRUE(outcome());
    sockaddr_in from{};
    socklen_t size = sizeof from;
    const UniqueFd connection(
        ::accept4(server.fd.get(), reinterpret_cast<sockaddr*>(&from), &size, SOCK_NONBLOCK));
    EXPECT_EQ(ntohl(from.sin_addr.s_addr), source->value);
}

TEST_F(Check, FromAnAddressThatIsNotHereFails) {
    const LoopbackSocket server(SocketKind::tcp);
    source = vip;
    check(HealthMonitorType::HEALTH_MONITOR_TCP, server);
    EXPECT_FALSE(outcome());
}

TEST(PingCheck, PassesWithAnAnswerAndFailsWithoutARoute) {
    in_private_network([] {
        EventLoop loop;
        std::map<Ipv4Address, bool> outcomes;
        ServerChecks checks(loop, [&](const engine::input::ServerChecked& checked) {
            outcomes[checked.server.address] = checked.passed;
        });
        const Ipv4Address loopback{0x7f000001};
        for (const Ipv4Address to : {loopback, vip}) {
            checks.check(
                {.server = {to, 80},
                 .monitor = {.type = HealthMonitorType::HEALTH_MONITOR_PING, .receive_timeout = 1},
                 .source = {}});
        }
        EXPECT_TRUE(run_until(loop, [&] { return outcomes.size() == 2; }));
        EXPECT_TRUE(outcomes[loopback]);
        EXPECT_FALSE(outcomes[vip]);
    });
}

}  // namespace
}  // namespace holdfast::reference::shell
