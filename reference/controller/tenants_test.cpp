// SPDX-License-Identifier: Apache-2.0
// Goal: a request changes the objects of its own tenant and no others, and refers to what it may
// see. Method: tenant "blue" beside admin, asked as one of its users.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reference/controller/test_client.h"

namespace holdfast::reference::controller {
namespace {

using testing::HasSubstr;

class Tenants : public testing::Test {
  protected:
    Tenants() { client.post("/api/tenant", R"({"name": "blue"})"); }

    void as_admin() { client.context.tenant = "admin"; }
    void as_blue() { client.context.tenant = "blue"; }
    std::string uuid_of(const std::string& path, const std::string& name) {
        const Reply found = client.get(path + "?name=" + name);
        return std::string(found["results"].at(0).at("uuid").as_string());
    }

    TestClient client;
};

TEST_F(Tenants, SeeSharedObjectsAndCannotChangeThem) {
    as_blue();
    const std::string group =
        "/api/serviceenginegroup/" + uuid_of("/api/serviceenginegroup", "Default-Group");
    const std::string before = client.everything();

    EXPECT_EQ(client.get(group).status, 200);
    // 400: on it the operator's AKO tries again as admin (spec api 1.9).
    EXPECT_EQ(client.put(group, R"({"name": "Default-Group", "max_se": 1})").status, 400);
    EXPECT_EQ(client.patch(group, R"({"replace": {"max_se": 1}})").status, 400);
    EXPECT_EQ(client.remove(group).status, 400);
    EXPECT_EQ(client.post(group + "/redistribute", "{}").status, 400);
    EXPECT_EQ(client.everything(), before);
}

TEST_F(Tenants, DoNotKnowEachOthersObjects) {
    const std::string pool = client.made("pool", R"({"name": "p1"})");
    const std::string vip = client.made("vsvip", R"({"name": "v1", "vip": [{"vip_id": "1",
        "ip_address": {"addr": "192.0.2.100", "type": "V4"}}]})");
    const std::string vs = client.made(
        "virtualservice",
        R"({"name": "vs1", "services": [{"port": 80}], "vsvip_ref": ")" + vip + R"("})");
    as_blue();

    EXPECT_EQ(client.put(pool, R"({"name": "p1"})").status, 404);
    EXPECT_EQ(client.remove(pool).status, 404);
    EXPECT_EQ(client.post(vs + "/switchover", "{}").status, 404);
    const Reply refused = client.post("/api/poolgroup", R"({"name": "mine", "members": [
        {"pool_ref": ")" + pool + R"("}]})");
    EXPECT_EQ(refused.status, 404);
    EXPECT_THAT(refused.error(), HasSubstr("Pool object not found!"));
    EXPECT_TRUE(client.get("/api/runtime")["services"].as_array().empty());
}

TEST_F(Tenants, KeepWhatTheyMakeToThemselves) {
    as_blue();
    EXPECT_EQ(
        client.post("/api/pool", R"({"name": "p", "tenant_ref": "/api/tenant/admin"})").status,
        403);
    const std::string pool = client.made("pool", R"({"name": "p"})");
    EXPECT_EQ(
        client.patch(pool, R"({"replace": {"tenant_ref": "/api/tenant/?name=admin"}})").status,
        403);
    EXPECT_THAT(client.get(pool + "?include_name").text("tenant_ref"), HasSubstr("#blue"));
}

TEST_F(Tenants, KeepTheirObjectsWhenAllOfThemAreWritten) {
    as_blue();
    const std::string pool = client.made("pool", R"({"name": "p"})");
    as_admin();
    client.context.tenant = "*";
    const Reply changed = client.put(pool, R"({"name": "p", "default_server_port": 8080})");
    EXPECT_THAT(changed.text("tenant_ref"), HasSubstr("#blue")) << "left out is no move";
}

TEST_F(Tenants, MacroNeitherChangesNorDeletesWhatIsOthers) {
    const std::string monitor =
        client.made("healthmonitor", R"({"name": "hm", "type": "HEALTH_MONITOR_TCP"})");
    const std::string uuid = monitor.substr(monitor.rfind('/') + 1);
    as_blue();
    const std::string pool = client.made(
        "pool", R"({"name": "p", "health_monitor_refs": ["/api/healthmonitor?name=hm"]})");

    const Reply change = client.post("/api/macro", R"({"model_name": "HealthMonitor", "data": {
        "uuid": ")" + uuid + R"(", "name": "hm", "type": "HEALTH_MONITOR_PING"}})");
    EXPECT_EQ(change.status, 400);
    const Reply removal = client.ask("DELETE", "/api/macro", R"({"model_name": "Pool", "data": {
        "uuid": ")" + pool.substr(pool.rfind('/') + 1) + R"("}})");
    EXPECT_EQ(removal.status, 204);
    EXPECT_EQ(client.get(monitor).text("type"), "HEALTH_MONITOR_TCP") << "admin's stays";
}

}  // namespace
}  // namespace holdfast::reference::controller
