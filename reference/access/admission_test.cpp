// SPDX-License-Identifier: Apache-2.0
// Goal: nobody passes without a session, a CSRF token, a version, a tenant and a role that fit; and
// each refusal is the one that clients understand.
// Method: requests against the core; for roles an obvious table of what each may do.
#include <boost/json.hpp>

#include "reference/access/context.h"
#include "reference/access/desk.h"

namespace holdfast::reference::access {
namespace {

using testing::HasSubstr;

AccessSettings two_tenants() {
    AccessSettings settings;
    settings.tenants = {{"admin", "admin"}, {"tenant-1", "blue"}, {"tenant-2", "green"}};
    return settings;
}

api::Headers with(api::Headers headers, const std::string& name, const std::string& value) {
    std::erase_if(headers, [&](const auto& entry) { return entry.first == name; });
    headers.emplace_back(name, value);
    return headers;
}

TEST(Admission, AsksForASessionExceptAtTheThreeOpenUrls) {
    Desk desk;
    for (const char* path : {"/api/pool", "/api/cluster", "/api/cluster/version", "/", "/api",
                             "/api/user", "/api/cluster/runtime/x"}) {
        EXPECT_EQ(desk.send("GET", path).response.status, 401) << path;
    }
    for (const char* path :
         {"/api/initial-data", "//api/cluster/status/", "/api/cluster/runtime?x=1"}) {
        const auto done = desk.send("GET", path);
        ASSERT_TRUE(done.admitted) << path;
        EXPECT_EQ(done.admitted->caller.user, "");
    }
    EXPECT_EQ(desk.send("POST", "/api/cluster/status").response.status, 401);
}

TEST(Admission, KnowsWhoAsksAtAnOpenUrlToo) {
    Desk desk;
    const auto done = desk.send("GET", "/api/cluster/runtime", desk.log_in());
    EXPECT_EQ(done.admitted->caller.user, "admin");
}

TEST(Admission, AsksForTheCsrfTokenOnWritesOnly) {
    Desk desk;
    const auto headers = desk.log_in();
    const auto without = with(headers, "X-CSRFToken", "");
    EXPECT_TRUE(desk.send("GET", "/api/pool", without).admitted);
    for (const char* method : {"POST", "PUT", "PATCH", "DELETE"}) {
        const auto refused = desk.send(method, "/api/pool", without).response;
        EXPECT_EQ(refused.status, 401);
        EXPECT_EQ(refused.body, "CSRF token missing or incorrect.");
        EXPECT_EQ(header(refused.headers, "Content-Type"), "application/json");
        EXPECT_TRUE(desk.send(method, "/api/pool", headers).admitted);
    }
    const auto foreign = desk.log_in();
    EXPECT_EQ(desk.send("POST", "/api/pool", with(headers, "X-CSRFToken", foreign[1].second))
                  .response.status,
              401);
}

TEST(Admission, TakesTheVersionFromTheRequest) {
    Desk desk;
    const auto headers = desk.log_in();
    const auto version = [&](const std::string& text) {
        const auto done = desk.send("GET", "/api/pool", with(headers, "X-Avi-Version", text));
        return done.admitted ? to_string(done.admitted->caller.version)
                             : std::to_string(done.response.status) + done.response.body;
    };
    EXPECT_EQ(version("18.2.6"), "18.2.6");
    EXPECT_EQ(version("20.1"), "20.1.0");
    EXPECT_EQ(version("20.1.1-9071-20200612"), "20.1.1");
    EXPECT_EQ(version(""), "16.4.2");
    for (const char* text : {"30.2.2", "31.1.1", "16.4.1", "20", "abc", "20.x", "1.2.3.4"}) {
        EXPECT_THAT(version(text), HasSubstr(R"(400{"error":"Invalid version)")) << text;
    }
    const auto oldest = desk.send("GET", "/api/pool", with(headers, "X-Avi-Version", ""));
    EXPECT_EQ(header(oldest.admitted->answer_headers, "AVI_API_VERSION"), "16_4_2");
}

TEST(Admission, ChoosesTheTenant) {
    Desk desk({}, two_tenants());
    desk.add_user("bob", {"Tenant-Admin@blue"});
    const auto admin = desk.log_in();
    const auto bob = desk.log_in("bob", "pass-word-1");
    const auto tenant = [&](const api::Headers& headers) {
        const auto done = desk.send("GET", "/api/pool", headers);
        return done.admitted ? done.admitted->caller.tenant.name
                             : std::to_string(done.response.status) + done.response.body;
    };
    EXPECT_EQ(tenant(admin), "admin");
    EXPECT_EQ(tenant(with(admin, "X-Avi-Tenant", "green")), "green");
    EXPECT_EQ(tenant(with(admin, "X-Avi-Tenant-UUID", "tenant-1")), "blue");
    EXPECT_EQ(tenant(with(admin, "X-Avi-Tenant", "red")),
              R"(403{"error":"Tenant 'red' does not exist!"})");
    EXPECT_EQ(tenant(bob), "blue") << "the one that he may enter";
    EXPECT_EQ(tenant(with(bob, "X-Avi-Tenant", "green")),
              R"(403{"error":"User 'bob' has no role in tenant 'green'"})");
}

TEST(Admission, StarShowsTheTenantsThatTheUserMayRead) {
    Desk desk({}, two_tenants());
    desk.add_user("bob", {"Tenant-Admin@blue", "Security-Admin@green"});
    const auto bob = with(desk.log_in("bob", "pass-word-1"), "X-Avi-Tenant", "*");
    const auto pools = desk.send("GET", "/api/pool", bob);
    EXPECT_TRUE(pools.admitted->caller.every_tenant);
    EXPECT_THAT(pools.admitted->caller.visible, testing::ElementsAre("tenant-1"));
    const auto keys = desk.send("GET", "/api/sslkeyandcertificate", bob);
    EXPECT_THAT(keys.admitted->caller.visible, testing::ElementsAre("tenant-1", "tenant-2"));
    EXPECT_EQ(context_of(*keys.admitted, desk.now).tenant, "blue");
    const auto all = desk.send("GET", "/api/pool", with(desk.log_in(), "X-Avi-Tenant", "*"));
    EXPECT_EQ(context_of(*all.admitted, desk.now).tenant, "*");
    EXPECT_EQ(desk.send("GET", "/api/cluster", bob).response.status, 403);
}

TEST(Admission, TellsTheObjectsWhoAsksAndHow) {
    Desk desk;
    auto headers = desk.log_in();
    headers.emplace_back("Slug", "pool-force-42");
    const auto context = context_of(*desk.send("POST", "/api/pool", headers).admitted, desk.now);
    EXPECT_EQ(context, (api::RequestContext{.host = "c1.example:9443",
                                            .tenant = "admin",
                                            .api_version = "20.1.1",
                                            .user = "admin",
                                            .wished_uuid = "pool-force-42",
                                            .now = desk.now}));
}

struct Row {
    const char* role;
    const char* reads;  ///< a letter for each path of `paths`, "." for what is refused
    const char* writes;
};
// v virtualservice, k sslkeyandcertificate, s serviceengine, t tenant, u user, c cluster,
// x unknown, o user-token
constexpr const char* letters = "vkstucxo";
constexpr const char* paths[] = {"virtualservice/virtualservice-1/switchover",
                                 "sslkeyandcertificate",
                                 "serviceengine",
                                 "tenant/admin",
                                 "user",
                                 "cluster",
                                 "somethingnew",
                                 "user-token"};

class RoleTable : public testing::TestWithParam<Row> {};

TEST_P(RoleTable, IsEnforcedOnEveryRoute) {
    Desk desk;
    desk.add_user("bob", {std::string(GetParam().role) + "@admin"});
    const auto bob = desk.log_in("bob", "pass-word-1");
    for (const char* method : {"GET", "POST", "PUT", "PATCH", "DELETE"}) {
        std::string allowed;
        for (std::size_t i = 0; i < std::size(paths); ++i) {
            const auto done = desk.send(method, std::string("/api/") + paths[i], bob, "{}");
            const bool refused = done.response.status == 403;
            EXPECT_TRUE(refused ? !done.admitted.has_value() : done.response.status != 401);
            allowed += refused ? '.' : letters[i];
        }
        const bool reads = std::string(method) == "GET";
        EXPECT_EQ(allowed, reads ? GetParam().reads : GetParam().writes) << method;
    }
}

INSTANTIATE_TEST_SUITE_P(Roles, RoleTable,
                         testing::Values(Row{"System-Admin", "vkstucxo", "vkstucxo"},
                                         Row{"Tenant-Admin", "vkstu..o", "vks.u..o"},
                                         Row{"Application-Admin", "vkst...o", "vk.....o"},
                                         Row{"Application-Operator", "vk.t...o", ".......o"},
                                         Row{"Security-Admin", ".k.t...o", ".k.....o"}));

TEST(Admission, LooksIntoAMacroForWhatItMakes) {
    Desk desk;
    desk.add_user("bob", {"Application-Admin@admin"});
    const auto bob = desk.log_in("bob", "pass-word-1");
    const auto macro = [&](const std::string& body) {
        return desk.send("POST", "/api/macro", bob, body).admitted.has_value();
    };
    EXPECT_TRUE(macro(R"({"model_name": "VirtualService", "data": {}})"));
    EXPECT_FALSE(macro(R"({"model_name": "User", "data": {}})"));
    EXPECT_FALSE(macro("{"));
}

TEST(Admission, LooksAtTheChildrenOfAMacroToo) {
    Desk desk;
    desk.add_user("bob", {"Application-Admin@admin"});
    const auto bob = desk.log_in("bob", "pass-word-1");
    const auto macro = [&](const std::string& child) {
        return desk.send(
            "POST", "/api/macro", bob,
            R"({"model_name": "VirtualService", "data": {"pool_ref_data": )" + child + "}}");
    };
    EXPECT_TRUE(macro(R"({"health_monitor_refs_data": [{"name": "hm"}]})").admitted);
    EXPECT_EQ(macro(R"({"vrf_ref_data": {"name": "mine"}})").response.status, 403)
        << "infrastructure: an Application-Admin only looks at it";
}

TEST(Admission, AWriteInAllTenantsGoesIntoTheOneWhereItIsAllowed) {
    Desk desk({}, two_tenants());
    desk.add_user("bob", {"Application-Admin@blue"});
    auto bob = desk.log_in("bob", "pass-word-1");
    bob.emplace_back("X-Avi-Tenant", "*");
    const auto done = desk.send("DELETE", "/api/pool/pool-1", bob);
    ASSERT_TRUE(done.admitted);
    const auto context = context_of(*done.admitted, desk.now);
    EXPECT_EQ(context.tenant, "blue");
}

TEST(Admission, WhatConcernsAllTenantsNeedsARoleInAdmin) {
    Desk desk({}, two_tenants());
    desk.add_user("bob", {"System-Admin@blue"});
    const auto bob = desk.log_in("bob", "pass-word-1");
    EXPECT_TRUE(desk.send("PUT", "/api/pool/pool-1", bob, "{}").admitted);
    for (const char* path : {"/api/systemconfiguration", "/api/cluster", "/api/seproperties"}) {
        EXPECT_EQ(desk.send("PUT", path, bob, "{}").response.status, 403) << path;
    }
}

TEST(Admission, AnswersTheVersionToWhoeverHasASession) {
    Desk desk;
    EXPECT_EQ(desk.send("GET", "/api/cluster/version").response.status, 401);
    desk.add_user("bob", {"Security-Admin@admin"});
    const auto answered =
        desk.send("GET", "/api/cluster/version", desk.log_in("bob", "pass-word-1")).response;
    EXPECT_EQ(answered.status, 200);
    EXPECT_THAT(answered.body, testing::HasSubstr(R"("Version":"30.2.1")"));
}

TEST(Admission, LetsRootOnTheMachineThroughWithoutASession) {
    Desk desk;
    const auto done = desk.local("DELETE", "/api/cluster");
    EXPECT_TRUE(done.admitted->caller.superuser);
    EXPECT_EQ(to_string(done.admitted->caller.version), "30.2.1");
}

// "admin:correct horse"
const api::Headers basic = {{"Authorization", "Basic YWRtaW46Y29ycmVjdCBob3JzZQ=="},
                            {"Cookie", "avi-sessionid=None; sessionid=None"}};

TEST(BasicAuthentication, IsRefusedUnlessAllowed) {
    Desk desk;
    EXPECT_EQ(desk.send("GET", "/api/pool", basic).response.status, 401);
    EXPECT_TRUE(desk.checks.empty());
}

TEST(BasicAuthentication, NeedsNoCookieAndNoCsrfToken) {
    AccessSettings settings;
    settings.allow_basic_authentication = true;
    Desk desk({}, settings);
    EXPECT_TRUE(desk.send("POST", "/api/pool", basic).admitted);
    EXPECT_TRUE(desk.send("POST", "/api/pool", basic).admitted);
    EXPECT_EQ(desk.checks.size(), 1U) << "what was right a moment ago is not hashed again";
    const auto wrong = desk.send("GET", "/api/pool",
                                 {{"Authorization", "Basic YWRtaW46d3Jvbmc="}});  // admin:wrong
    EXPECT_EQ(wrong.response.status, 401);
    EXPECT_EQ(desk.send("GET", "/api/pool", {{"Authorization", "Basic %%%"}}).response.status, 401);
}

TEST(BasicAuthentication, ForgetsAPasswordThatWasChanged) {
    AccessSettings settings;
    settings.allow_basic_authentication = true;
    Desk desk({}, settings);
    EXPECT_TRUE(desk.send("GET", "/api/pool", basic).admitted);
    EXPECT_EQ(desk.local("PUT", "/api/useraccount",
                         R"({"username": "admin", "password": "battery staple"})")
                  .response.status,
              200);
    EXPECT_EQ(desk.send("GET", "/api/pool", basic).response.status, 401);
}

TEST(Audit, NamesWhoDidWhatToWhich) {
    Caller bob;
    bob.user = "bob";
    bob.address = "192.0.2.7";
    const auto event = [&](const char* method, const char* target, api::HttpResponse response) {
        const auto found = audit(bob, {.method = method, .target = target}, response);
        return found ? found->event_id + " " + found->object + " " + found->description : "";
    };
    EXPECT_EQ(event("POST", "/api/pool", {201, {}, R"({"name": "p1"})"}),
              "CONFIG_CREATE p1 user 'bob' created pool 'p1' from 192.0.2.7");
    EXPECT_EQ(event("PATCH", "/api/pool/pool-1", {200, {}, R"({"name": "p1"})"}),
              "CONFIG_UPDATE p1 user 'bob' changed pool 'p1' from 192.0.2.7");
    EXPECT_EQ(event("DELETE", "/api/pool/pool-1", {204, {}, ""}),
              "CONFIG_DELETE pool-1 user 'bob' deleted pool 'pool-1' from 192.0.2.7");
    EXPECT_EQ(event("POST", "/api/virtualservice/v1/switchover", {200, {}, "{}"}),
              "CONFIG_ACTION v1 user 'bob' acted on virtualservice 'v1' from 192.0.2.7");
    EXPECT_EQ(event("GET", "/api/pool", {200, {}, "{}"}), "");
    EXPECT_EQ(event("POST", "/api/pool", {400, {}, "{}"}), "");
}

}  // namespace
}  // namespace holdfast::reference::access
