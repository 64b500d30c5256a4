// SPDX-License-Identifier: Apache-2.0
// Goal: members come and go without loss, whoever may not join is refused, a join that fails is
// taken back, and a survivor can be made the cluster. Method: whole nodes on a made-up network.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reference/cluster/test_cluster.h"

namespace holdfast::reference::cluster {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

// Joiners clear themselves and copy the state at once here; engines there are none.
constexpr Duration change_max = 30s;
// Twelve heartbeats of 10 s, and then some.
constexpr Duration taken_back_max = 140s;

const std::vector<std::string> three = {"controller1", "controller2", "controller3"};

bool has_pool(TestCluster& cluster, const MemberId& node) {
    const auto answer = cluster.ask(node, "GET", "/api/pool?name=pool1");
    return answer && answer->body.find(R"("count":1)") != std::string::npos;
}

TestCluster alone_with_a_pool() {
    TestCluster cluster(1, 2);
    EXPECT_EQ(cluster.status("controller1", "POST", "/api/pool", pool), 201);
    return cluster;
}

TestCluster formed_with_a_pool() {
    TestCluster cluster(3, 2);
    cluster.advance(12s);
    EXPECT_EQ(cluster.status("controller1", "POST", "/api/pool", pool), 201);
    return cluster;
}

TEST(Membership, OneBecomesThreeAndKeepsWhatItHad) {  // CCFG-3, CCFG-4, CCFG-5
    TestCluster cluster = alone_with_a_pool();
    ASSERT_EQ(cluster.change("controller1", three), 200);
    cluster.advance(change_max);
    for (const char* node : {"controller1", "controller2", "controller3"}) {
        EXPECT_EQ(cluster.state(node), "CLUSTER_UP_HA_ACTIVE") << node;
        EXPECT_TRUE(has_pool(cluster, node)) << node;
    }
    EXPECT_THAT(cluster.phases("controller1"),
                ElementsAre("Configuration is in progress", "Inaccessible", "Restoring",
                            "Waiting for Service Engines to connect", "Ready"));
}

TEST(Membership, AFormedClusterComesBackUnaidedAfterAllOfItDied) {  // CTRL-27
    TestCluster cluster = alone_with_a_pool();
    ASSERT_EQ(cluster.change("controller1", three), 200);
    cluster.advance(change_max);
    for (const std::string& node : three) {
        cluster.kill(node);
    }
    for (const std::string& node : three) {
        cluster.start(node);
    }
    cluster.advance(detection + election_max);
    EXPECT_EQ(cluster.state("controller2"), "CLUSTER_UP_HA_ACTIVE");
    EXPECT_TRUE(has_pool(cluster, "controller3"));
}

TEST(Membership, ThreeBecomeOneAndTheOthersAreFresh) {  // CCFG-7
    TestCluster cluster = formed_with_a_pool();
    ASSERT_EQ(cluster.change("controller1", {"controller1"}), 200);
    cluster.advance(change_max);
    EXPECT_EQ(cluster.state("controller1"), "CLUSTER_UP_NO_HA");
    EXPECT_TRUE(has_pool(cluster, "controller1"));
    for (const char* left : {"controller2", "controller3"}) {
        EXPECT_EQ(cluster.state(left), "CLUSTER_UP_NO_HA") << left;
        EXPECT_FALSE(has_pool(cluster, left)) << left;
    }
}

TEST(Membership, ANodeThatHoldsConfigurationMayNotJoin) {  // CCFG-1
    TestCluster cluster = alone_with_a_pool();
    ASSERT_EQ(cluster.status("controller3", "POST", "/api/pool", R"({"name": "own"})"), 201);
    EXPECT_EQ(cluster.change("controller1", three), 400);
    cluster.advance(change_max);
    EXPECT_EQ(cluster.state("controller1"), "CLUSTER_UP_NO_HA");
    EXPECT_EQ(cluster.state("controller3"), "CLUSTER_UP_NO_HA");
    EXPECT_THAT(cluster.events("controller1"), Contains("CLUSTER_CONFIG_FAILED controller1"));
}

// It was removed, say, and started again a moment ago: what it will found is not on its disk yet.
TEST(Membership, ANodeThatHasNotFoundedItsOwnClusterYetGivesItUpToJoin) {  // CCFG-14
    const NodeOptions options{.name = "controller3",
                              .address = Ipv4Address{0xc612'0007},
                              .initial_members = {{"controller3", Ipv4Address{0xc612'0007}}}};
    Node node(options, {}, Instant());
    node.start(Instant());
    node.step(Instant(), input::PeerConnected{"controller1",
                                              {.node = "controller1", .version = options.version}});
    const Effects effects = node.step(
        Instant(), input::FromPeer{"controller1", JoinRequest{"cluster-1", options.version}});
    EXPECT_THAT(effects, Contains(testing::VariantWith<effect::ResetToFactory>(
                             testing::Field(&effect::ResetToFactory::joins, "cluster-1"))));
}

TEST(Membership, ANodeOfAnotherVersionMayNotJoin) {  // CCFG-2
    TestCluster cluster = alone_with_a_pool();
    cluster.kill("controller2");
    cluster.set_version("controller2", "22.1.3");
    cluster.start("controller2");
    cluster.advance(1s);
    EXPECT_EQ(cluster.change("controller1", three), 400);
    cluster.advance(change_max);
    EXPECT_EQ(cluster.state("controller1"), "CLUSTER_UP_NO_HA");
}

TEST(Membership, ADeadFollowerIsExchangedAndWhenItComesBackItIsNone) {  // CCFG-8
    TestCluster cluster = formed_with_a_pool();
    cluster.kill("controller3");
    cluster.advance(detection);
    ASSERT_EQ(cluster.change("controller1", {"controller1", "controller2", "controller4"}), 200);
    cluster.advance(change_max);
    EXPECT_EQ(cluster.state("controller4"), "CLUSTER_UP_HA_ACTIVE");
    cluster.start("controller3");
    cluster.advance(change_max);
    EXPECT_EQ(cluster.state("controller3"), "CLUSTER_UP_NO_HA");
    EXPECT_FALSE(has_pool(cluster, "controller3"));
    EXPECT_TRUE(has_pool(cluster, "controller4"));
}

/// controller3 is exchanged for controller4 while it is away.
TestCluster without_controller3() {
    TestCluster cluster = formed_with_a_pool();
    cluster.kill("controller3");
    cluster.advance(detection);
    EXPECT_EQ(cluster.change("controller1", {"controller1", "controller2", "controller4"}), 200);
    cluster.advance(change_max);
    return cluster;
}

class RemovedMemberReturns : public testing::TestWithParam<int> {};

// At every moment of the change, in milliseconds, and deaf at first: after 16 ms it is done.
TEST_P(RemovedMemberReturns, AndIsToldThoughTheFirstWordWasLost) {  // CCFG-8
    TestCluster cluster = formed_with_a_pool();
    cluster.kill("controller3");
    cluster.advance(detection);
    cluster.send_change("controller1", {"controller1", "controller2", "controller4"});
    cluster.advance(GetParam() * 1ms);
    cluster.isolate("controller3");
    cluster.start("controller3");
    cluster.advance(change_max);
    cluster.heal();
    cluster.advance(detection + election_max);
    EXPECT_EQ(cluster.state("controller3"), "CLUSTER_UP_NO_HA");
    EXPECT_FALSE(has_pool(cluster, "controller3"));
    EXPECT_EQ(cluster.state("controller1"), "CLUSTER_UP_HA_ACTIVE");
    EXPECT_TRUE(has_pool(cluster, "controller4"));
}

INSTANTIATE_TEST_SUITE_P(AtEveryMoment, RemovedMemberReturns, testing::Range(0, 16));

TEST(Membership, ARemovedMemberThatReachesOnlyAFollowerIsToldByWayOfIt) {  // CCFG-8
    TestCluster cluster = without_controller3();
    cluster.cut("controller3", "controller1");
    cluster.cut("controller3", "controller4");
    cluster.start("controller3");
    cluster.advance(1s);
    EXPECT_EQ(cluster.state("controller3"), "CLUSTER_UP_NO_HA");
    EXPECT_FALSE(has_pool(cluster, "controller3"));
}

TEST(Membership, ALeaderWithoutAQuorumSendsNobodyAway) {  // CCFG-8
    TestCluster cluster = without_controller3();
    cluster.kill("controller2");
    cluster.kill("controller4");
    cluster.start("controller3");
    cluster.advance(detection + election_max);
    EXPECT_EQ(cluster.state("controller3"), "CLUSTER_DOWN")
        << "nobody confirms that it was removed";
    cluster.start("controller2");
    cluster.advance(detection + election_max);
    EXPECT_EQ(cluster.state("controller3"), "CLUSTER_UP_NO_HA");
}

TEST(Membership, ANodeThatAgreedToJoinInVainIsFreshAgain) {
    TestCluster cluster = alone_with_a_pool();
    ASSERT_EQ(cluster.status("controller3", "POST", "/api/pool", R"({"name": "own"})"), 201);
    EXPECT_EQ(cluster.change("controller1", three), 400) << "for controller3";
    cluster.advance(250s);  // twice the twelve heartbeats of a join
    EXPECT_EQ(cluster.state("controller2"), "CLUSTER_UP_NO_HA");
}

const std::vector<std::pair<std::string, std::string>> three_hosts = {
    {"controller1", "c1.example"}, {"controller2", "c2.example"}, {"controller3", "c3.example"}};

TEST(Membership, NodesThatAreNamedByHostAreWhereTheySayThatTheyAre) {  // CCFG-17
    TestCluster cluster = alone_with_a_pool();
    ASSERT_EQ(cluster.change_by_host("controller1", three_hosts), 200);
    cluster.advance(change_max);
    EXPECT_EQ(cluster.state("controller3"), "CLUSTER_UP_HA_ACTIVE");
    EXPECT_TRUE(has_pool(cluster, "controller3"));
    EXPECT_EQ(cluster.address_said_by("controller1", "controller1"), "198.18.0.5");
    EXPECT_EQ(cluster.address_said_by("controller1", "controller3"), "198.18.0.7");
}

TEST(Membership, AMemberThatIsNamedByHostMayMoveWithoutAsking) {  // CCFG-17, CCFG-11
    TestCluster cluster = alone_with_a_pool();
    ASSERT_EQ(cluster.change_by_host("controller1", three_hosts), 200);
    cluster.advance(change_max);
    cluster.move("controller3", Ipv4Address{0xc612'0042});
    cluster.advance(detection);
    EXPECT_EQ(cluster.state("controller1"), "CLUSTER_UP_HA_ACTIVE");
    EXPECT_EQ(cluster.address_said_by("controller1", "controller3"), "198.18.0.66");
    EXPECT_EQ(cluster.status("controller3", "POST", "/local/change-address"), 200);
    cluster.advance(1s);
    EXPECT_THAT(cluster.ask("controller1", "GET", "/api/cluster")->body, HasSubstr("c3.example"));
}

TEST(Membership, AHostNameThatIsNoneOrAnothersIsRefused) {  // CCFG-17, CCFG-14
    TestCluster cluster = alone_with_a_pool();
    for (const char* host : {"c 3", "198.18.0.300", "c2.example"}) {
        auto hosts = three_hosts;
        hosts[2].second = host;
        EXPECT_EQ(cluster.change_by_host("controller1", hosts), 400) << host;
    }
    EXPECT_EQ(cluster.state("controller1"), "CLUSTER_UP_NO_HA");
}

TEST(Membership, TheLeaderCannotBeRemoved) {  // CCFG-9
    TestCluster cluster = formed_with_a_pool();
    EXPECT_EQ(cluster.change("controller2", {"controller2", "controller3", "controller4"}), 400);
    cluster.advance(change_max);
    EXPECT_EQ(cluster.state("controller1"), "CLUSTER_UP_HA_ACTIVE");
}

class JoinerDies : public testing::TestWithParam<int> {};

// At every moment of the change, in milliseconds, from the request on; after 8 ms it is done.
TEST_P(JoinerDies, AndThePreviousMembershipGoesOn) {  // CCFG-16
    TestCluster cluster = alone_with_a_pool();
    cluster.send_change("controller1", three);
    cluster.advance(GetParam() * 1ms);
    cluster.kill("controller2");
    cluster.advance(taken_back_max + detection);
    EXPECT_EQ(cluster.state("controller1"), "CLUSTER_UP_NO_HA");
    EXPECT_TRUE(has_pool(cluster, "controller1"));
    EXPECT_EQ(cluster.status("controller1", "POST", "/api/pool", R"({"name": "pool2"})"), 201);
    EXPECT_THAT(cluster.events("controller1"), Contains("CLUSTER_CONFIG_FAILED controller1"));
}

INSTANTIATE_TEST_SUITE_P(AtEveryMoment, JoinerDies, testing::Range(0, 8));

TEST(Membership, TheFounderDiesWhileItIsJoinedAndGoesOnAlone) {  // CCFG-16
    for (int at = 1; at < 12; ++at) {
        TestCluster cluster = alone_with_a_pool();
        cluster.send_change("controller1", {"controller1", "controller2", "controller3"});
        cluster.advance(at * 1ms);
        cluster.kill("controller2");
        cluster.kill("controller1");
        cluster.start("controller1");
        cluster.advance(taken_back_max + election_max);
        EXPECT_TRUE(has_pool(cluster, "controller1")) << at;
    }
}

TEST(Membership, TheOnlySurvivorIsMadeTheClusterAndTheLostAreVoid) {  // CCFG-12, CCFG-13
    TestCluster cluster = formed_with_a_pool();
    cluster.kill("controller2");
    cluster.kill("controller3");
    cluster.advance(detection + election_max);
    ASSERT_EQ(cluster.status("controller1", "POST", "/local/recover-cluster"), 200);
    cluster.advance(1s);
    EXPECT_EQ(cluster.state("controller1"), "CLUSTER_UP_NO_HA");
    EXPECT_TRUE(has_pool(cluster, "controller1"));
    cluster.start("controller2");
    cluster.start("controller3");
    cluster.advance(detection + election_max);
    EXPECT_EQ(cluster.state("controller1"), "CLUSTER_UP_NO_HA");
    EXPECT_FALSE(has_pool(cluster, "controller2"));
    EXPECT_FALSE(has_pool(cluster, "controller3"));
    ASSERT_EQ(cluster.change("controller1", {"controller1", "controller4", "controller5"}), 200);
    cluster.advance(change_max);
    EXPECT_EQ(cluster.state("controller5"), "CLUSTER_UP_HA_ACTIVE");
}

TEST(Membership, NobodyIsRecoveredWhereTheClusterWorksOrThereIsNone) {
    TestCluster cluster = formed_with_a_pool();
    EXPECT_EQ(cluster.status("controller1", "POST", "/local/recover-cluster"), 400);
    EXPECT_EQ(cluster.status("controller2", "POST", "/local/recover-cluster"), 400);
    EXPECT_EQ(cluster.status("controller4", "POST", "/local/recover-cluster"), 400);
}

TEST(Membership, AMemberThatForgotItsLogVotesForNobody) {  // CCFG-14, Raft's durable votes
    TestCluster cluster = formed_with_a_pool();
    cluster.cut("controller1", "controller2");
    ASSERT_EQ(cluster.status("controller1", "POST", "/api/pool", R"({"name": "late"})"), 201)
        << "controller1 and controller3 hold it";
    cluster.wipe("controller3");
    cluster.kill("controller1");
    cluster.start("controller3");
    cluster.heal();
    cluster.advance(detection + election_max);
    EXPECT_THAT(cluster.leaders(), ElementsAre("controller4", "controller5"))
        << "those are by themselves; controller2 lacks what was acknowledged";
    cluster.start("controller1");
    cluster.advance(detection + election_max);
    EXPECT_EQ(cluster.state("controller1"), "CLUSTER_UP_HA_COMPROMISED");
    EXPECT_EQ(cluster.change("controller1", {"controller1", "controller3", "controller4"}), 400)
        << "by way of one node";
}

TEST(Membership, AMemberThatMovedIsOutUntilItSaysSo) {  // CCFG-11
    TestCluster cluster = formed_with_a_pool();
    cluster.move("controller3", Ipv4Address{0xc612'0042});
    cluster.advance(detection + election_max);
    EXPECT_EQ(cluster.state("controller1"), "CLUSTER_UP_HA_COMPROMISED");
    ASSERT_EQ(cluster.status("controller3", "POST", "/local/change-address"), 200);
    cluster.advance(detection);
    EXPECT_EQ(cluster.state("controller3"), "CLUSTER_UP_HA_ACTIVE");
    EXPECT_EQ(cluster.status("controller4", "POST", "/local/change-address"), 400)
        << "is no member";
}

}  // namespace
}  // namespace holdfast::reference::cluster
