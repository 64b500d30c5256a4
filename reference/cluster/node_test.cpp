// SPDX-License-Identifier: Apache-2.0
// Goal: three nodes form a cluster, keep what they acknowledged through the loss of any one, have
// one leader and one holder of the cluster IP, and say so. Method: whole nodes on a made-up
// network.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reference/cluster/test_cluster.h"

namespace holdfast::reference::cluster {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

TestCluster formed() {
    TestCluster cluster(3);
    cluster.advance(12s);  // two heartbeats: the second tells what the first committed
    return cluster;
}

TEST(Node, AloneItLeadsAtOnceWithoutHighAvailability) {  // CTRL-3
    TestCluster cluster(1);
    EXPECT_EQ(cluster.state("controller1"), "CLUSTER_UP_NO_HA");
    EXPECT_EQ(cluster.status("controller1", "POST", "/api/pool", pool), 201);
}

TEST(Node, ThreeFormAClusterByThemselves) {  // CTRL-2, CTRL-3
    TestCluster cluster = formed();
    for (const char* node : {"controller1", "controller2", "controller3"}) {
        EXPECT_EQ(cluster.state(node), "CLUSTER_UP_HA_ACTIVE") << node;
        EXPECT_EQ(cluster.leader_says(node), "controller1") << node;
    }
}

TEST(Node, TheClusterObjectNamesItsMembersFromTheFirstDay) {
    TestCluster cluster = formed();
    const auto body = boost::json::parse(cluster.ask("controller2", "GET", "/api/cluster")->body);
    ASSERT_EQ(body.at("nodes").as_array().size(), 3U);
    EXPECT_EQ(body.at("nodes").at(2).at("ip").at("addr"), "198.18.0.7");
}

TEST(Node, TheClusterIpIsHeldByTheLeaderAlone) {  // CIP-1, CIP-3
    TestCluster cluster = formed();
    auto object = boost::json::parse(cluster.ask("controller1", "GET", "/api/cluster")->body);
    object.as_object()["virtual_ip"] = {{"addr", "198.18.0.100"}, {"type", "V4"}};
    ASSERT_EQ(cluster.status("controller3", "PUT", "/api/cluster", boost::json::serialize(object)),
              200);
    cluster.advance(12s);
    EXPECT_EQ(cluster.state("controller2"), "CLUSTER_UP_HA_ACTIVE");
    EXPECT_THAT(cluster.address_holders(), ElementsAre("controller1"));
    cluster.isolate("controller1");
    cluster.advance(detection - 10s);
    EXPECT_THAT(cluster.address_holders(), IsEmpty()) << "before anybody else can lead";
    cluster.advance(election_max);
    EXPECT_THAT(cluster.address_holders(), SizeIs(1));
}

TEST(Node, AFollowerTakesWritesForTheLeader) {  // CTRL-22
    TestCluster cluster = formed();
    EXPECT_EQ(cluster.status("controller2", "POST", "/api/pool", pool), 201);
    EXPECT_THAT(cluster.ask("controller3", "GET", "/api/pool?name=pool1")->body,
                testing::HasSubstr(R"("count":1)"));
}

TEST(Node, AFollowerLeadsWhenTheLeaderDiesAndHasEveryAcknowledgedWrite) {  // CTRL-6, CTRL-17
    TestCluster cluster = formed();
    ASSERT_EQ(cluster.status("controller1", "POST", "/api/pool", pool), 201);
    cluster.kill("controller1");
    cluster.advance(detection - 10s);
    EXPECT_THAT(cluster.leaders(), IsEmpty()) << "nobody leads before the old one is known dead";
    cluster.advance(election_max);
    ASSERT_THAT(cluster.leaders(), SizeIs(1));
    EXPECT_THAT(cluster.ask("controller2", "GET", "/api/pool?name=pool1")->body,
                testing::HasSubstr(R"("count":1)"));
    EXPECT_EQ(cluster.state("controller3"), "CLUSTER_UP_HA_COMPROMISED");  // CTRL-5
    const auto events = cluster.events("controller2");
    EXPECT_THAT(events, Contains("CONTROLLER_NODE_LEFT controller1"));
    EXPECT_THAT(events, Contains("CONTROLLER_LEADER_FAILOVER " + cluster.leaders()[0]));
}

TEST(Node, AnIsolatedLeaderAcceptsNothingMore) {  // CTRL-13, CTRL-14, CTRL-15
    TestCluster cluster = formed();
    cluster.isolate("controller1");
    cluster.advance(1s);
    EXPECT_EQ(cluster.status("controller1", "POST", "/api/pool", pool), 0) << "not acknowledged";
    cluster.advance(detection + election_max);
    EXPECT_EQ(cluster.status("controller1", "POST", "/api/pool", pool), 503);
    EXPECT_EQ(cluster.status("controller2", "POST", "/api/pool", R"({"name":"pool2"})"), 201);
    cluster.heal();
    cluster.advance(detection);
    EXPECT_EQ(cluster.state("controller1"), "CLUSTER_UP_HA_ACTIVE");
    EXPECT_EQ(cluster.status("controller1", "GET", "/api/pool?name=pool2"), 200);
    EXPECT_THAT(cluster.events("controller1"), Contains("CONTROLLER_NODE_JOINED controller1"));
}

TEST(Node, WithoutQuorumNobodyIsUpAndNothingIsWritten) {  // CTRL-10, CTRL-12
    TestCluster cluster = formed();
    ASSERT_EQ(cluster.status("controller1", "POST", "/api/pool", pool), 201);
    cluster.kill("controller2");
    cluster.kill("controller3");
    cluster.advance(detection + election_max);
    EXPECT_EQ(cluster.state("controller1"), "CLUSTER_DOWN");
    EXPECT_EQ(cluster.status("controller1", "DELETE", "/api/pool"), 503);
    cluster.start("controller2");
    cluster.advance(election_max);
    EXPECT_THAT(cluster.leaders(), SizeIs(1));
    EXPECT_THAT(cluster.ask("controller2", "GET", "/api/pool?name=pool1")->body,
                testing::HasSubstr(R"("count":1)"));
}

TEST(Node, AllThreeComeBackUnaided) {  // CTRL-27
    TestCluster cluster = formed();
    ASSERT_EQ(cluster.status("controller1", "POST", "/api/pool", pool), 201);
    for (const char* node : {"controller1", "controller2", "controller3"}) {
        cluster.kill(node);
    }
    for (const char* node : {"controller1", "controller2", "controller3"}) {
        cluster.start(node);
    }
    cluster.advance(detection + election_max);
    EXPECT_EQ(cluster.state("controller2"), "CLUSTER_UP_HA_ACTIVE");
    EXPECT_THAT(cluster.ask("controller2", "GET", "/api/pool?name=pool1")->body,
                testing::HasSubstr(R"("count":1)"));
}

TEST(Node, AnOrderlyStopOfTheLeaderIsNoticedAtOnce) {  // CTRL-7
    TestCluster cluster = formed();
    cluster.stop("controller1");
    cluster.advance(1s);
    EXPECT_FALSE(cluster.runs("controller1"));
    EXPECT_THAT(cluster.leaders(), SizeIs(1));
}

}  // namespace
}  // namespace holdfast::reference::cluster
