// SPDX-License-Identifier: Apache-2.0
// Goal: requests mean the same however their paths are written, and the configuration of access is
// obeyed from the next request on. Method: whole nodes on a made-up network.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reference/cluster/test_cluster.h"

namespace holdfast::reference::cluster {
namespace {

// CCFG-9: a leader cannot be taken out.
constexpr const char* without_leader =
    R"({"name": "c", "nodes": [{"name": "controller2", "ip": {"addr": "198.18.0.12", "type": "V4"}}]})";

TEST(Requests, ChangeTheClusterUnderEverySpellingOfItsPath) {
    TestCluster cluster(3);
    cluster.advance(12s);
    for (const char* path :
         {"/api/cluster", "/api/cluster/", "//api/cluster", "/api//cluster/?x="}) {
        EXPECT_EQ(cluster.status("controller1", "PUT", path, without_leader), 400) << path;
    }
    EXPECT_EQ(
        cluster.status("controller1", "PATCH", "/api/cluster", R"({"replace": {"nodes": []}})"),
        405);
    cluster.advance(12s);
    EXPECT_EQ(cluster.state("controller1"), "CLUSTER_UP_HA_ACTIVE");
}

TEST(Requests, OfATenantAreTakenAsSoonAsThereIsOne) {
    TestCluster cluster(1);
    const std::string user = R"({"username": "bob", "access": [
        {"role_ref": "/api/role?name=Tenant-Admin", "tenant_ref": "/api/tenant?name=blue"}]})";
    EXPECT_EQ(cluster.status("controller1", "POST", "/api/user", user), 400);
    EXPECT_EQ(cluster.status("controller1", "POST", "/api/tenant", R"({"name": "blue"})"), 201);
    EXPECT_EQ(cluster.status("controller1", "POST", "/api/user", user), 201);
}

}  // namespace
}  // namespace holdfast::reference::cluster
