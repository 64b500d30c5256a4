// SPDX-License-Identifier: Apache-2.0
// Goal: controllers find each other, know who the other is, hear each other whoever connected, and
// notice who is gone. Method: links of several nodes on addresses of the loop-back network.
#include "reference/shell/peer_links.h"

#include <gmock/gmock.h>

#include "reference/cluster/encoding.h"
#include "reference/shell/pki.h"
#include "reference/shell/test_bench.h"

namespace holdfast::reference::shell {
namespace {

using cluster::ForwardedRequest;
using cluster::Hello;
using cluster::Leaving;
using cluster::MemberId;
using cluster::PeerMessage;
using cluster::effect::ConnectPeers;
using testing::ElementsAre;
using testing::IsEmpty;

class Peers : public testing::Test {
  protected:
    /// One node and what its links told it.
    struct Node {
        Ipv4Address address;
        std::unique_ptr<PeerLinks> links;
        std::map<MemberId, Hello> up;
        std::vector<PeerMessage> heard;
        int connections = 0;
        int disconnections = 0;
    };

    static void SetUpTestSuite() {
        folder_ = new TemporaryFolder;
        ASSERT_TRUE(create_certificates({folder_->path(), {"node1", "node2", "node3"}, {"se1"}})
                        .has_value());
    }
    static void TearDownTestSuite() { delete folder_; }
    static TlsFiles files(const std::string& name) {
        return {*folder_ / "ca.pem", *folder_ / (name + ".pem"), *folder_ / (name + ".key")};
    }

    /// Every node has an address of its own and the same port, as on a management network.
    void SetUp() override {
        const LoopbackSocket free_port(SocketKind::udp);
        port = free_port.local().port;
        start("node1", 11);
        start("node2", 12);
    }
    void start(const std::string& name, std::uint32_t host) {
        Node& node = nodes[name];
        node.address = {0x7f000000 + host};
        auto opened = PeerLinks::open(
            loop,
            {.self = name, .version = "1", .tls = files(name), .listen = {node.address, port}},
            {[&node](const MemberId& peer, const Hello& hello) {
                 node.up[peer] = hello;
                 ++node.connections;
             },
             [&node](const MemberId& peer) {
                 node.up.erase(peer);
                 ++node.disconnections;
             },
             [&node](const MemberId&, const PeerMessage& message) {
                 node.heard.push_back(message);
             }});
        ASSERT_TRUE(opened.has_value()) << opened.error().message;
        node.links = std::move(*opened);
    }
    void connect(const std::string& from, const std::vector<std::string>& to,
                 const std::string& cluster = "c") {
        ConnectPeers wanted{.cluster = cluster};
        for (const std::string& name : to) {
            wanted.peers.push_back({name, nodes[name].address});
        }
        nodes[from].links->connect(wanted);
    }
    bool until(const std::function<bool()>& condition) { return run_until(loop, condition); }
    void connect_both() {
        connect("node1", {"node2"});
        connect("node2", {"node1"});
        ASSERT_TRUE(until([&] { return node1.up.size() == 1 && node2.up.size() == 1; }));
    }

    EventLoop loop;
    std::uint16_t port = 0;
    std::map<std::string, Node> nodes;
    Node& node1 = nodes["node1"];
    Node& node2 = nodes["node2"];
    static TemporaryFolder* folder_;
};
TemporaryFolder* Peers::folder_ = nullptr;

TEST_F(Peers, SayHelloFirstAndThenHearEachOther) {
    connect_both();
    EXPECT_EQ(node1.up["node2"], (Hello{"node2", "1", "c"}));

    const PeerMessage request = ForwardedRequest{7, {.method = "GET", .body = "\xff\n"}};
    node1.links->send("node2", request);
    node2.links->send("node1", Leaving{});
    ASSERT_TRUE(until([&] { return !node1.heard.empty() && !node2.heard.empty(); }));
    EXPECT_THAT(node2.heard, ElementsAre(request));
    EXPECT_THAT(node1.heard, ElementsAre(PeerMessage(Leaving{})));
}

// CCFG-17. Every system resolves localhost, and nobody .invalid (RFC 6761).
TEST_F(Peers, AreReachedByTheirHostNamesAndTriedUntilTheyResolve) {
    start("node3", 1);
    node1.links->connect({.peers = {{"node3", {}, "localhost"}}, .cluster = "c"});
    ASSERT_TRUE(until([&] { return node1.up.size() == 1 && nodes["node3"].up.size() == 1; }));
    EXPECT_EQ(node1.up["node3"].node, "node3");

    node1.links->connect({.peers = {{"node3", {}, "node3.invalid"}}, .cluster = "c"});
    ASSERT_TRUE(until([&] { return nodes["node3"].disconnections == 1; }));
    node1.links->connect({.peers = {{"node3", {}, "localhost"}}, .cluster = "c"});
    EXPECT_TRUE(until([&] { return node1.up.size() == 1 && nodes["node3"].connections == 2; }));
}

// A node that waits to be asked into a cluster knows nobody.
TEST_F(Peers, AnswerOverTheOtherSidesConnection) {
    connect("node1", {"node2"});
    ASSERT_TRUE(until([&] { return node1.up.size() == 1 && node2.up.size() == 1; }));
    node2.links->send("node1", cluster::JoinAnswer{true, ""});
    EXPECT_TRUE(until([&] { return node1.heard.size() == 1; }));
}

TEST_F(Peers, CarryAPieceOfASnapshotThatIsNoText) {
    connect_both();
    const PeerMessage piece =
        consensus::InstallSnapshot{.term = 1, .data = std::string(std::size_t{4} << 20U, '\x01')};
    node1.links->send("node2", piece);
    ASSERT_TRUE(until([&] { return node2.heard.size() == 1; }));
    EXPECT_EQ(node2.heard[0], piece);
}

TEST_F(Peers, AreGoneWithTheirLastConnectionAndFoundAgain) {
    connect_both();
    node2.links.reset();
    ASSERT_TRUE(until([&] { return node1.up.empty(); }));
    EXPECT_EQ(node1.disconnections, 1);
    node1.links->send("node2", Leaving{});  // lost
    start("node2", 12);
    EXPECT_TRUE(until([&] { return node1.up.size() == 1; }));
}

TEST_F(Peers, AreDroppedWhenTheyAreNoLongerWanted) {
    connect_both();
    node1.links->send("node2", cluster::Removed{"c"});
    connect("node1", {});
    ASSERT_TRUE(until([&] { return node1.up.empty() && !node2.heard.empty(); }));
    EXPECT_THAT(node2.heard, ElementsAre(PeerMessage(cluster::Removed{"c"})))
        << "the last word still went out";
}

TEST_F(Peers, ThatAreWantedAlreadyKeepTheirConnections) {
    connect_both();
    start("node3", 13);
    connect("node1", {"node2", "node3"});
    ASSERT_TRUE(until([&] { return node1.up.size() == 2; }));
    EXPECT_EQ(node1.connections, 2);
    EXPECT_EQ(node1.disconnections, 0);
}

TEST_F(Peers, ToldOfAnotherClusterAreAnnouncedAnew) {
    connect("node1", {"node2"}, "");
    ASSERT_TRUE(until([&] { return node2.up.size() == 1; }));
    EXPECT_EQ(node2.up["node1"].cluster, "");
    connect("node1", {}, "new");
    ASSERT_TRUE(until([&] { return node2.up.empty(); }));
    connect("node1", {"node2"}, "new");
    ASSERT_TRUE(until([&] { return node2.up.size() == 1; }));
    EXPECT_EQ(node2.up["node1"].cluster, "new");
}

TEST_F(Peers, ThatLieAboutTheirNameOrTalkNonsenseAreHungUpOn) {
    for (const std::string& word : {encode(PeerMessage(Hello{"node3", "1", "c"})),
                                    encode(PeerMessage(Leaving{})), std::string("nonsense")}) {
        bool closed = false;
        const auto liar = TlsConnector::open(
            loop, files("node2"), "controller", {node1.address, port},
            [&](const std::shared_ptr<TlsLink>& link) {
                link->start({[](std::string_view) {}, [&](const std::string&) { closed = true; }});
                link->send(word);
            });
        EXPECT_TRUE(until([&] { return closed; })) << word;
    }
    EXPECT_THAT(node1.up, IsEmpty());
}

TEST_F(Peers, AreControllersAndNotEngines) {
    bool let_in = false;
    const auto an_engine = TlsConnector::open(
        loop, files("se1"), "controller", {node1.address, port},
        [&](const std::shared_ptr<TlsLink>& link) {
            link->start({[&](std::string_view) { let_in = true; }, [](const std::string&) {}});
        });
    EXPECT_FALSE(run_until(
        loop, [&] { return let_in; }, 300ms));
}

TEST_F(Peers, SayTheirLastWordsBeforeTheyFinish) {
    connect_both();
    bool done = false;
    node1.links->send("node2", Leaving{});
    node1.links->finish(5s, [&] { done = true; });
    ASSERT_TRUE(until([&] { return done && node2.up.empty(); }));
    EXPECT_THAT(node2.heard, ElementsAre(PeerMessage(Leaving{})));
}

}  // namespace
}  // namespace holdfast::reference::shell
