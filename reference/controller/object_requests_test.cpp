// SPDX-License-Identifier: Apache-2.0
// Goal: objects read and write as the clients of the public API expect (spec api 1.4-1.7).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reference/controller/test_client.h"

namespace holdfast::reference::controller {
namespace {

using boost::json::serialize;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;
using testing::StartsWith;

std::vector<std::string> names_in(const Reply& list) {
    std::vector<std::string> names;
    for (const auto& one : list["results"].as_array()) {
        names.emplace_back(one.at("name").as_string());
    }
    return names;
}

TestClient with_pools(int count) {
    TestClient client;
    for (int i = 1; i <= count; ++i) {
        client.post("/api/pool", R"({"name": "p)" + std::to_string(i) + R"("})");
    }
    return client;
}

TEST(ObjectRequests, ABarePostIsCompletedAndAnsweredWithNames) {
    TestClient client;
    const Reply pool = client.post("/api/pool", R"({"name": "web pool"})");

    EXPECT_EQ(pool.status, 201);
    EXPECT_EQ(pool.text("url"), "https://c1:8443/api/pool/" + pool.text("uuid") + "#web pool");
    EXPECT_THAT(pool.headers, Contains(Pair("Location", pool.text("url"))));
    EXPECT_THAT(pool.text("cloud_ref"),
                AllOf(StartsWith("https://c1:8443/api/cloud/cloud-"), HasSubstr("#Default-Cloud")));
    EXPECT_EQ(pool.text("tenant_ref"), "https://c1:8443/api/tenant/admin#admin");
    EXPECT_THAT(pool.text("vrf_ref"), HasSubstr("#global"));
}

TEST(ObjectRequests, DefaultsAreWrittenOutAndWhatIsUnsetIsAbsent) {
    TestClient client;
    const Reply pool =
        client.post("/api/pool",
                    R"({"name": "p", "servers": [{"ip": {"addr": "203.0.113.1", "type": "V4"}}]})");

    EXPECT_EQ(pool["capacity_estimation"], false);
    EXPECT_EQ(pool["server_timeout"], 0);
    EXPECT_EQ(pool["graceful_hm_down_disable_timeout"], -1);
    EXPECT_FALSE(pool.has("min_servers_up"));
    EXPECT_FALSE(pool.has("networks"));
    EXPECT_FALSE(pool.has("created_by"));
    EXPECT_EQ(pool["servers"].at(0).at("hostname"), "203.0.113.1");
    EXPECT_EQ(pool["servers"].at(0).at("static"), false);
    EXPECT_EQ(pool["servers"].at(0).at("ratio"), 1);
    EXPECT_THAT(serialize(pool.body), Not(HasSubstr("null")));
}

TEST(ObjectRequests, NamesOnAGetAreOnlyThereWhenAskedFor) {
    TestClient client;
    const std::string pool = client.made("pool", R"({"name": "p"})");

    EXPECT_THAT(serialize(client.get(pool).body), Not(HasSubstr("#")));
    for (const char* query : {"?include_name", "?include_name=", "?include_name=true&"}) {
        EXPECT_THAT(client.get(pool + query).text("url"), HasSubstr("#p")) << query;
    }
    EXPECT_THAT(serialize(client.get(pool + "?include_name=false").body), Not(HasSubstr("#")));
}

TEST(ObjectRequests, SkipDefaultLeavesOutWhatEqualsItsDefault) {
    TestClient client;
    const std::string pool = client.made(
        "pool", R"({"name": "p", "enabled": false, "servers": [{"ip": {"addr": "203.0.113.1"}}]})");
    const Reply read = client.get(pool + "/?skip_default=true");

    EXPECT_FALSE(read.has("default_server_port"));
    EXPECT_EQ(read["enabled"], false);
    EXPECT_FALSE(read["servers"].at(0).as_object().contains("ratio"));
    EXPECT_TRUE(read["servers"].at(0).as_object().contains("ip"));
}

TEST(ObjectRequests, AReferenceIsTakenInEveryForm) {
    TestClient client;
    const std::string pool = client.made("pool", R"({"name": "p 1"})");
    const std::string uuid = pool.substr(pool.rfind('/') + 1);
    for (const std::string& reference :
         {pool, "https://other/api/pool/" + uuid + "#p 1", std::string("/api/pool?name=p%201"),
          std::string("/api/pool/?name=p+1&cloud=Default-Cloud"), uuid, std::string("p 1")}) {
        const Reply group =
            client.post("/api/poolgroup",
                        R"({"name": "g", "members": [{"pool_ref": ")" + reference + R"("}]})");
        ASSERT_EQ(group.status, 201) << reference << serialize(group.body);
        EXPECT_EQ(group["members"].at(0).at("pool_ref").as_string(),
                  boost::json::string("https://c1:8443/api/pool/" + uuid + "#p 1"));
        client.remove("/api/poolgroup/" + group.text("uuid"));
    }
}

TEST(ObjectRequests, AnUnknownReferenceIsAnsweredAsClientsExpectOfItsKind) {
    TestClient client;
    const Reply vrf = client.post("/api/pool", R"({"name": "p", "vrf_ref": "none"})");
    EXPECT_EQ(vrf.status, 400);
    EXPECT_EQ(vrf.error(), "vrf_ref: 'none': VrfContext object not found!");
    const Reply monitor = client.post(
        "/api/pool", R"({"name": "p", "health_monitor_refs": ["/api/healthmonitor?name=none"]})");
    EXPECT_EQ(monitor.status, 404);
    EXPECT_THAT(monitor.error(), HasSubstr("HealthMonitor object not found!"));
    EXPECT_THAT(client.post("/api/pool", R"({"name": "p", "vrf_ref": "/api/cloud/x"})").error(),
                HasSubstr("is not a reference to a VrfContext"));
}

TEST(ObjectRequests, ListsComeInPagesWithAUrlForTheNext) {
    TestClient client = with_pools(5);
    const Reply first = client.get("/api/pool/?name.contains=p&page_size=2&include_name");
    EXPECT_EQ(first["count"], 5);
    EXPECT_THAT(names_in(first), ElementsAre("p1", "p2"));
    EXPECT_EQ(first.text("next"),
              "https://c1:8443/api/pool?name.contains=p&page_size=2&include_name=&page=2");
    const Reply last = client.get("/api/pool?page_size=2&page=3");
    EXPECT_THAT(names_in(last), ElementsAre("p5"));
    EXPECT_FALSE(last.has("next"));
    EXPECT_EQ(client.get("/api/pool?page_size=201").status, 400);
    EXPECT_EQ(serialize(client.get("/api/pool?name=none").body), R"({"count":0,"results":[]})");
}

TEST(ObjectRequests, ListsAreFilteredSortedAndCut) {
    TestClient client = with_pools(3);
    client.post("/api/pool",
                R"({"name": "Web", "created_by": "ako", "default_server_port": 8080})");
    const auto named = [&](const std::string& query) {
        return names_in(client.get("/api/pool?" + query));
    };
    EXPECT_THAT(named("name.in=p1,Web"), ElementsAre("p1", "Web"));
    EXPECT_THAT(named("name.icontains=wE"), ElementsAre("Web"));
    EXPECT_THAT(named("created_by=ako"), ElementsAre("Web"));
    EXPECT_THAT(named("default_server_port=8080"), ElementsAre("Web"));
    EXPECT_THAT(named("isearch=AKO"), ElementsAre("Web"));
    EXPECT_THAT(named("search=(name,p1)|(name,p3)"), ElementsAre("p1", "p3"));
    EXPECT_THAT(named("sort=-name&limit_by=2"), ElementsAre("p3", "p2"));
    EXPECT_THAT(named("cloud_ref.name=Default-Cloud&name=p2"), ElementsAre("p2"));
    EXPECT_THAT(named("cloud=Default-Cloud&name=p2"), ElementsAre("p2"));
    EXPECT_THAT(named("cloud_ref.name=other"), ElementsAre());
    const Reply some = client.get("/api/pool?name=p1&fields=enabled");
    EXPECT_EQ(some["results"].at(0).as_object().size(), 4U) << serialize(some.body);
    EXPECT_FALSE(
        client.get("/api/pool?exclude=enabled")["results"].at(0).as_object().contains("enabled"));
}

TEST(ObjectRequests, ListsFollowReferencesInBothDirections) {
    TestClient client;
    const std::string monitor =
        client.made("healthmonitor", R"({"name": "m", "type": "HEALTH_MONITOR_TCP"})");
    const std::string uuid = monitor.substr(monitor.rfind('/') + 1);
    client.post("/api/pool", R"({"name": "p1", "health_monitor_refs": ["m"]})");
    const std::string other = client.made("pool", R"({"name": "p2"})");
    EXPECT_THAT(names_in(client.get("/api/pool?refers_to=healthmonitor:" + uuid)),
                ElementsAre("p1"));
    const std::string p1 =
        std::string(client.get("/api/pool?name=p1")["results"].at(0).at("uuid").as_string());
    EXPECT_THAT(names_in(client.get("/api/healthmonitor?referred_by=pool:" + p1)),
                ElementsAre("m"));
}

TEST(ObjectRequests, AFieldNewerThanTheRequestsVersionIsRefusedAndNotShown) {
    TestClient client;
    const std::string pool = client.made("pool", R"({"name": "p"})");
    client.context.api_version = "18.2.8";
    const Reply refused = client.post("/api/pool", R"({"name": "q", "ignore_server_port": true})");
    EXPECT_EQ(refused.status, 400);
    EXPECT_EQ(refused.error(),
              "Incoming request (v18_2_8) has field (ignore_server_port) introduced in later "
              "versions(v20_1_1).");
    EXPECT_FALSE(client.get(pool).has("ignore_server_port"));
    client.context.api_version = "20.1.1";
    EXPECT_TRUE(client.get(pool).has("ignore_server_port"));
}

TEST(ObjectRequests, FactoryObjectsAreThereAndStay) {
    TestClient client;
    for (const auto& [collection, name] :
         {std::pair{"serviceenginegroup", "Default-Group"}, std::pair{"cloud", "Default-Cloud"},
          std::pair{"healthmonitor", "System-Ping"}, std::pair{"vrfcontext", "management"},
          std::pair{"scheduler", "Default-Scheduler"}}) {
        const Reply list = client.get(std::string("/api/") + collection + "?name=" + name);
        ASSERT_EQ(list["count"], 1) << name;
        const Reply removed =
            client.remove(std::string("/api/") + collection + "/" +
                          std::string(list["results"].at(0).at("uuid").as_string()));
        EXPECT_EQ(removed.status, 400);
        EXPECT_EQ(removed.error(), "Cannot delete system default object");
    }
}

TEST(ObjectRequests, WhatIsSentBackUnchangedIsAcceptedUnlessItIsStale) {
    TestClient client;
    const std::string pool = client.made("pool", R"({"name": "p", "enabled": "False"})");
    const Reply read = client.get(pool + "?include_name");
    EXPECT_EQ(read["enabled"], false);
    const Reply again = client.put(pool, serialize(read.body));
    ASSERT_EQ(again.status, 200) << serialize(again.body);
    EXPECT_NE(again.text("_last_modified"), read.text("_last_modified"));
    const Reply stale = client.put(pool, serialize(read.body));
    EXPECT_EQ(stale.status, 412);
    EXPECT_THAT(stale.error(), HasSubstr("Need to reload object data Pool"));
    EXPECT_EQ(client.put(pool, R"({"name": "p"})")["enabled"], true);
}

TEST(ObjectRequests, TheSlugIsTheUuid) {
    TestClient client;
    client.context.wished_uuid = "pool-force-42";
    EXPECT_EQ(client.post("/api/pool", R"({"name": "p"})").text("uuid"), "pool-force-42");
    EXPECT_EQ(client.post("/api/pool", R"({"name": "q"})").status, 409);
    client.context.wished_uuid = "../x";
    EXPECT_EQ(client.post("/api/pool", R"({"name": "q"})").status, 400);
}

TEST(ObjectRequests, NamesAreUniqueWithinATenant) {
    TestClient client;
    client.post("/api/tenant", R"({"name": "blue", "local": "true"})");
    client.post("/api/pool", R"({"name": "p"})");
    EXPECT_EQ(client.post("/api/pool", R"({"name": "p"})").error(),
              "Pool with this Name, Tenant ref and Cloud ref already exists.");
    client.context.tenant = "blue";
    EXPECT_EQ(client.post("/api/pool", R"({"name": "p"})").status, 201);
    EXPECT_EQ(client.get("/api/pool")["count"], 1);
    EXPECT_EQ(client.get("/api/cloud?name=Default-Cloud")["count"], 1);
    client.context.tenant = "*";
    EXPECT_EQ(client.get("/api/pool")["count"], 2);
}

TEST(ObjectRequests, SingletonsAreOneObject) {
    TestClient client;
    EXPECT_EQ(client.get("/api/cluster/?name=x").text("url"), "https://c1:8443/api/cluster");
    EXPECT_EQ(
        client.put("/api/cluster", R"({"name": "c", "nodes": [{"name": "n"}, {"name": "n"}]})")
            .error(),
        "nodes: 2 entries, a cluster has 1 or 3");
    EXPECT_EQ(client
                  .put("/api/seproperties",
                       R"({"se_agent_properties": {"controller_heartbeat_miss_limit": 2}})")
                  .status,
              200);
    EXPECT_EQ(client.get("/api/seproperties")["se_agent_properties"].at(
                  "controller_heartbeat_miss_limit"),
              2);
    EXPECT_EQ(client.get("/api/systemconfiguration")["portal_configuration"].at(
                  "allow_basic_authentication"),
              false);
    EXPECT_EQ(client.remove("/api/cluster").status, 405);
}

TEST(ObjectRequests, BadBodiesAreNamed) {
    TestClient client;
    const auto error = [&](const std::string& body) {
        const Reply reply = client.post("/api/pool", body);
        EXPECT_EQ(reply.status, 400) << body;
        return reply.error();
    };
    EXPECT_THAT(error("[]"), HasSubstr("expected an object"));
    EXPECT_THAT(error(R"({"name": "p", "servers": [{"port": 80}]})"),
                HasSubstr("servers[0].ip: '' is not an IPv4 address"));
    EXPECT_THAT(error(R"({"name": "p", "servers": {}})"), HasSubstr("servers: expected a list"));
    EXPECT_THAT(error(R"({"name": "p", "enabled": 1})"),
                HasSubstr("enabled: expected true or false"));
    EXPECT_THAT(error(R"({"name": "p", "default_server_port": 1.0})"),
                HasSubstr("default_server_port: expected an integer"));
    EXPECT_THAT(error(R"({"name": "p", "lb_algorithm": "X"})"),
                HasSubstr("lb_algorithm: expected one of LB_ALGORITHM_LEAST_CONNECTIONS"));
    std::string deep = "1";
    for (int i = 0; i < 25; ++i) {
        deep = R"({"a": )" + deep + "}";
    }
    EXPECT_THAT(error(R"({"name": "p", "networks": [)" + deep + "]}"),
                HasSubstr("nested deeper than 20"));
}

TEST(ObjectRequests, AVirtualServiceAndItsPoolShareAVrf) {
    TestClient client;
    client.post("/api/vsvip", R"({"name": "v", "vip": [{"ip_address": {"addr": "192.0.2.1"}}]})");
    client.post("/api/pool", R"({"name": "p", "vrf_ref": "management"})");
    EXPECT_EQ(client
                  .post("/api/virtualservice",
                        R"({"name": "vs", "vsvip_ref": "v", "pool_ref": "p",
                            "services": [{"port": 80}]})")
                  .error(),
              "VRF Context for vs and pool p different");
}

TEST(Macro, WritesAllOrNothing) {
    TestClient client;
    const std::string service = R"({"model_name": "VirtualService", "data": {"name": "vs",
        "vsvip_ref_data": {"name": "v", "vip": [{"ip_address": {"addr": "192.0.2.1"}}]},
        "pool_ref_data": {"name": "p", "health_monitor_refs_data": [
            {"name": "m", "type": "HEALTH_MONITOR_TCP"}]},
        "services": [{"port": )";
    const std::string before = client.everything();
    const Records committed = client.records;
    EXPECT_EQ(client.post("/api/macro", service + "0}]}}").status, 400);
    EXPECT_EQ(client.everything(), before);
    EXPECT_EQ(client.records, committed);
    const Reply made = client.post("/api/macro", service + "80}]}}");
    ASSERT_EQ(made.status, 201) << serialize(made.body);
    EXPECT_THAT(made.text("pool_ref"), HasSubstr("#p"));
    EXPECT_EQ(client.get("/api/healthmonitor?name=m")["count"], 1);
    const Reply removed = client.ask(
        "DELETE", "/api/macro",
        R"({"model_name": "VirtualService", "data": {"uuid": ")" + made.text("uuid") + R"("}})");
    EXPECT_EQ(removed.status, 204);
    EXPECT_EQ(client.everything(), before);
}

TEST(Inventory, HasConfigurationRuntimeHealthAndAlerts) {
    TestClient client = with_pools(1);
    const Reply list = client.get("/api/pool-inventory");
    ASSERT_EQ(list["count"], 1);
    for (const char* part : {"config", "runtime", "health_score", "alert"}) {
        EXPECT_TRUE(list["results"].at(0).as_object().contains(part)) << part;
    }
    EXPECT_EQ(list["results"].at(0).at("runtime").at("oper_status").at("state"), "OPER_UNUSED");
    EXPECT_TRUE(
        client.get("/api/pool?join_subresources=runtime")["results"].at(0).as_object().contains(
            "runtime"));
}

}  // namespace
}  // namespace holdfast::reference::controller
