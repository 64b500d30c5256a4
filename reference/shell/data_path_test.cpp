// SPDX-License-Identifier: Apache-2.0
// Goal: bytes and datagrams reach a server that is up and come back, and end when the service does.
// Method: services on 127.0.0.100, servers on 127.0.0.1, all in this process.
#include "reference/shell/data_path.h"

#include <gmock/gmock.h>
#include <netinet/tcp.h>

#include "reference/shell/statistics.h"
#include "reference/shell/test_bench.h"

namespace holdfast::reference::shell {
namespace {

using testing::HasSubstr;

constexpr Ipv4Address served_here{0x7f000064};  // 127.0.0.100
constexpr Ipv4Address snat{0x7f000065};         // 127.0.0.101

/// Accepts connections and keeps them; answers are the test's business.
class TcpServer {
  public:
    protocol::ServerEndpoint endpoint() const {
        return {listener_.local().address, listener_.local().port};
    }
    bool accepted() {
        sockaddr_in from{};
        socklen_t size = sizeof from;
        UniqueFd fd(::accept4(listener_.fd.get(), reinterpret_cast<sockaddr*>(&from), &size,
                              SOCK_NONBLOCK | SOCK_CLOEXEC));
        if (fd) {
            connection = std::move(fd);
            client = to_endpoint(from);
        }
        return static_cast<bool>(connection);
    }
    UniqueFd connection;
    Endpoint client;

  private:
    LoopbackSocket listener_{SocketKind::tcp};
};

class Service : public testing::Test {
  protected:
    protocol::PlacedService service(std::vector<protocol::ServerEndpoint> servers) {
        const LoopbackSocket free_port(SocketKind::udp, {served_here, 0});
        port = free_port.local().port;
        return {.name = "vs1",
                .vip = served_here,
                .snat_ips = {},
                .ports = {{port, protocol::Transport::tcp}, {port, protocol::Transport::udp}},
                .pool = {.name = "pool", .servers = std::move(servers)},
                .role = protocol::Role::active};
    }
    bool until(const std::function<bool()>& condition) { return run_until(loop, condition); }
    const ServiceCounters& counters() { return *data_path.counters().at("vs1"); }
    std::string read_until(const UniqueFd& fd, std::size_t size) {
        std::string text;
        until([&] { return (text += read_now(fd.get())).size() >= size; });
        return text;
    }
    static bool was_reset(const UniqueFd& fd) {
        char byte = 0;
        return ::recv(fd.get(), &byte, 1, 0) < 0 && errno == ECONNRESET;
    }
    UniqueFd datagram_client() {
        UniqueFd fd = *open_socket(SocketKind::udp);
        const sockaddr_in to = to_sockaddr({served_here, port});
        EXPECT_EQ(::connect(fd.get(), reinterpret_cast<const sockaddr*>(&to), sizeof to), 0);
        return fd;
    }

    EventLoop loop;
    DataPath data_path{loop};
    std::uint16_t port = 0;
};

TEST_F(Service, CarriesBytesBothWaysAndTheEndOfEachDirection) {
    TcpServer server;
    data_path.open(service({server.endpoint()}));
    const UniqueFd client = connect_to({served_here, port});
    ASSERT_TRUE(until([&] { return server.accepted(); }));

    ::send(client.get(), "question", 8, 0);
    EXPECT_EQ(read_until(server.connection, 8), "question");
    ::shutdown(client.get(), SHUT_WR);
    char byte = 0;
    EXPECT_TRUE(until([&] { return ::recv(server.connection.get(), &byte, 1, 0) == 0; }));
    ::send(server.connection.get(), "answer", 6, 0);
    EXPECT_EQ(read_until(client, 6), "answer") << "the other direction is still open";
    server.connection.reset();
    EXPECT_TRUE(until([&] { return counters().connections_open == 0; }));
    EXPECT_EQ(counters().bytes_to_servers, 8U);
    EXPECT_EQ(counters().bytes_to_clients, 6U);
}

// 48 MiB are more than all socket buffers on the way can hold: the sender must be held back, and
// nothing may be lost.
TEST_F(Service, HoldsBackASenderThatIsFasterThanItsReceiver) {
    constexpr std::size_t total = std::size_t{48} << 20U;
    TcpServer server;
    data_path.open(service({server.endpoint()}));
    const UniqueFd client = connect_to({served_here, port});
    ASSERT_TRUE(until([&] { return server.accepted(); }));

    const std::string text(65536, 'x');
    std::size_t sent = 0;
    const auto push = [&] {
        const ssize_t n = ::send(client.get(), text.data(), std::min(text.size(), total - sent),
                                 MSG_NOSIGNAL | MSG_DONTWAIT);
        sent += n > 0 ? static_cast<std::size_t>(n) : 0;
        return n > 0;
    };
    run_until(
        loop,
        [&] {
            while (sent < total && push()) {
            }
            return sent == total;
        },
        300ms);
    EXPECT_LT(sent, total) << "nobody reads yet";
    std::size_t received = 0;
    EXPECT_TRUE(until([&] {
        while (sent < total && push()) {
        }
        received += read_now(server.connection.get()).size();
        return received == total;
    })) << received;
}

TEST_F(Service, TriesTheNextServerWhenOneRefuses) {
    protocol::ServerEndpoint refusing;
    {
        const LoopbackSocket gone(SocketKind::tcp);
        refusing = {gone.local().address, gone.local().port};
    }
    TcpServer server;
    data_path.open(service({refusing, server.endpoint()}));
    std::vector<UniqueFd> clients;
    for (int i = 0; i < 4; ++i) {
        server.connection.reset();
        clients.push_back(connect_to({served_here, port}));
        EXPECT_TRUE(until([&] { return server.accepted(); }));
    }
    EXPECT_EQ(counters().connections_unserved, 0U);
}

TEST_F(Service, ResetsAConnectionThatNoServerTakes) {
    TcpServer server;
    data_path.open(service({server.endpoint()}));
    data_path.set_server_state(server.endpoint(), false);
    const UniqueFd client = connect_to({served_here, port});
    EXPECT_TRUE(until([&] { return was_reset(client); }));
    EXPECT_EQ(counters().connections_unserved, 1U);
    EXPECT_FALSE(server.accepted());
}

TEST_F(Service, ComesFromItsSnatAddress) {
    TcpServer server;
    auto placed = service({server.endpoint()});
    placed.snat_ips = {snat};
    data_path.open(placed);
    const UniqueFd client = connect_to({served_here, port});
    ASSERT_TRUE(until([&] { return server.accepted(); }));
    EXPECT_EQ(server.client.address, snat);
}

TEST_F(Service, ResetsItsConnectionsWhenItIsClosed) {
    TcpServer server;
    data_path.open(service({server.endpoint()}));
    const UniqueFd client = connect_to({served_here, port});
    ASSERT_TRUE(until([&] { return server.accepted(); }));

    data_path.close("vs1");

    EXPECT_TRUE(until([&] { return was_reset(client); }));
    EXPECT_TRUE(until([&] { return was_reset(server.connection); }));
    const UniqueFd late = connect_to({served_here, port});
    EXPECT_TRUE(until([&] {
        int trouble = 0;
        socklen_t size = sizeof trouble;
        ::getsockopt(late.get(), SOL_SOCKET, SO_ERROR, &trouble, &size);
        return trouble == ECONNREFUSED || connect_to({served_here, port}).get() < 0;
    }));
}

TEST_F(Service, KeepsItsConnectionsWhenItsPoolChanges) {
    TcpServer server;
    TcpServer added;
    auto placed = service({server.endpoint()});
    data_path.open(placed);
    const UniqueFd client = connect_to({served_here, port});
    ASSERT_TRUE(until([&] { return server.accepted(); }));

    placed.pool.servers = {added.endpoint()};
    data_path.open(placed);

    ::send(client.get(), "still", 5, 0);
    EXPECT_EQ(read_until(server.connection, 5), "still");
    const UniqueFd next = connect_to({served_here, port});
    EXPECT_TRUE(until([&] { return added.accepted(); }));
}

TEST_F(Service, ForwardsDatagramsAndAnswersFromTheVip) {
    const LoopbackSocket server(SocketKind::udp);
    auto placed = service({{server.local().address, server.local().port}});
    placed.snat_ips = {snat};
    data_path.open(placed);
    const UniqueFd client = datagram_client();
    ::send(client.get(), "ping", 4, 0);

    std::array<char, 16> buffer{};
    sockaddr_in from{};
    socklen_t size = sizeof from;
    ASSERT_TRUE(until([&] {
        return ::recvfrom(server.fd.get(), buffer.data(), buffer.size(), 0,
                          reinterpret_cast<sockaddr*>(&from), &size) == 4;
    }));
    EXPECT_EQ(to_endpoint(from).address, snat);
    ::sendto(server.fd.get(), "pong", 4, 0, reinterpret_cast<sockaddr*>(&from), size);
    // The client's socket is connected to the VIP: it takes datagrams from nowhere else.
    EXPECT_EQ(read_until(client, 4), "pong");
    EXPECT_EQ(counters().datagrams_to_servers, 1U);
    EXPECT_EQ(counters().datagrams_to_clients, 1U);
}

TEST_F(Service, LeadsAFlowToAnotherServerWhenItsOwnGoesDown) {
    const LoopbackSocket first(SocketKind::udp);
    const LoopbackSocket second(SocketKind::udp);
    const protocol::ServerEndpoint one{first.local().address, first.local().port};
    const protocol::ServerEndpoint two{second.local().address, second.local().port};
    data_path.open(service({one, two}));
    const UniqueFd client = datagram_client();
    ::send(client.get(), "a", 1, 0);
    bool at_first = false;
    ASSERT_TRUE(until([&] {
        at_first = !read_now(first.fd.get()).empty();
        return at_first || !read_now(second.fd.get()).empty();
    }));

    data_path.set_server_state(at_first ? one : two, false);
    ::send(client.get(), "b", 1, 0);

    const int other = at_first ? second.fd.get() : first.fd.get();
    EXPECT_TRUE(until([&] { return read_now(other) == "b"; }));
    EXPECT_EQ(counters().flows_open, 1U);
}

TEST_F(Service, CountsDatagramsThatNoServerTakes) {
    data_path.open(service({}));
    const UniqueFd client = datagram_client();
    ::send(client.get(), "a", 1, 0);
    EXPECT_TRUE(until([&] { return counters().datagrams_dropped == 1; }));
}

TEST_F(Service, ShowsItsCounters) {
    data_path.open(service({}));
    EXPECT_THAT(statistics_text("se1", Instant(1500ms), data_path),
                HasSubstr(R"("services":{"vs1":{"open":true,"connections_accepted":0)"));
    data_path.close("vs1");
    EXPECT_THAT(statistics_text("se1", Instant(1500ms), data_path), HasSubstr(R"("open":false)"));
}

}  // namespace
}  // namespace holdfast::reference::shell
