// SPDX-License-Identifier: Apache-2.0
// Goal: accounts are managed as clients expect, passwords never come out, and no account is a way
// to more rights than one's own.
#include <boost/json.hpp>

#include "reference/access/desk.h"

namespace holdfast::reference::access {
namespace {

using testing::Contains;
using testing::Field;
using testing::HasSubstr;
using testing::Not;

boost::json::value body_of(const Desk::Outcome& outcome) {
    return boost::json::parse(outcome.response.body);
}

TEST(Accounts, AreMadeReadChangedAndDeleted) {
    Desk desk;
    const auto admin = desk.log_in();
    const auto made = desk.send("POST", "/api/user", admin,
                                R"({"username": "bob", "password": "pass-word-1", "full_name": "B",
        "access": [{"role_ref": "https://x/api/role/role-tenant-admin#Tenant-Admin",
                    "tenant_ref": "/api/tenant/?name=admin"}]})");
    EXPECT_EQ(made.response.status, 201) << made.response.body;
    EXPECT_EQ(header(made.response.headers, "Location"),
              "https://c1.example:9443/api/user/user-2#bob");
    EXPECT_THAT(made.response.body, Not(HasSubstr("pass")));

    const auto read = body_of(desk.send("GET", "/api/user/user-2?include_name", admin));
    EXPECT_EQ(read.at("access").at(0).at("role_ref"),
              "https://c1.example:9443/api/role/role-tenant-admin#Tenant-Admin");
    EXPECT_EQ(body_of(desk.send("GET", "/api/user?name=bob", admin)).at("count"), 1);

    const auto put = desk.send("PUT", "/api/user/user-2", admin, boost::json::serialize(read));
    EXPECT_EQ(put.response.status, 200) << "what GET gives, PUT takes";
    EXPECT_TRUE(desk.send("GET", "/api/pool", desk.log_in("bob", "pass-word-1")).admitted);

    EXPECT_EQ(desk.send("DELETE", "/api/user/user-2", admin).response.status, 204);
    EXPECT_EQ(desk.send("GET", "/api/user/user-2", admin).response.body,
              R"({"error":"User object not found!"})");
    EXPECT_THAT(desk.events, Contains(Field(&AuditEvent::event_id, "CONFIG_DELETE")));
}

TEST(Accounts, OutliveTheirLeader) {
    Desk desk;
    desk.add_user("bob", {"Tenant-Admin@admin"});
    desk.local("DELETE", "/api/user/user-2");
    desk.change_leader();
    desk.add_user("joe", {"Tenant-Admin@admin"});
    const auto joe = body_of(desk.local("GET", "/api/user?name=joe"));
    EXPECT_EQ(joe.at("results").at(0).at("uuid"), "user-3") << "no uuid is given twice";
    desk.log_in("joe", "pass-word-1");
}

TEST(Accounts, RefuseWhatIsWrongWithAReason) {
    Desk desk;
    const auto refusal = [&](const std::string& body) {
        const auto done = desk.local("POST", "/api/user", body).response;
        return std::to_string(done.status) + " " + done.body;
    };
    EXPECT_THAT(refusal("["), HasSubstr("400"));
    EXPECT_THAT(refusal(R"({"full_name": "x"})"), HasSubstr("400 {\"error\":\"username"));
    EXPECT_THAT(refusal(R"({"username": "x", "colour": 1})"), HasSubstr("colour: unknown field"));
    EXPECT_THAT(refusal(R"({"username": "x", "is_active": 3})"), HasSubstr("is_active: expected"));
    EXPECT_THAT(refusal(R"({"username": "x", "access": [{"role_ref": "King"}]})"),
                HasSubstr("Role object not found! 'King'"));
    EXPECT_THAT(refusal(R"({"username": "x", "access": [{"role_ref": "Tenant-Admin"}]})"),
                HasSubstr("tenant_ref or all_tenants"));
    EXPECT_THAT(refusal(R"({"username": "admin"})"), HasSubstr("409"));
    EXPECT_THAT(refusal(R"({"username": "x", "password": "short"})"), HasSubstr("8 to 256"));
    EXPECT_THAT(refusal(R"({"username": "x", "password": "aaaaaaaaaaaa"})"),
                HasSubstr("different"));
    EXPECT_THAT(refusal(R"({"username": "xaver", "password": "xaver-12345"})"),
                HasSubstr("user name"));
}

TEST(Accounts, KeepAdminAlive) {
    Desk desk;
    EXPECT_THAT(desk.local("DELETE", "/api/user/user-1").response.body,
                HasSubstr("Cannot delete system default object"));
    const auto patched = [&](const std::string& fields) {
        return desk.local("PATCH", "/api/user/user-1", R"({"replace": )" + fields + "}")
            .response.status;
    };
    EXPECT_EQ(patched(R"({"is_active": false})"), 400);
    EXPECT_EQ(patched(R"({"is_superuser": false})"), 400);
    EXPECT_EQ(patched(R"({"username": "root"})"), 400);
    EXPECT_EQ(patched(R"({"email": "admin@example.com"})"), 200);
}

TEST(Accounts, AreNoWayToMoreRights) {
    AccessSettings settings;
    settings.tenants = {{"admin", "admin"}, {"tenant-1", "blue"}};
    Desk desk({}, settings);
    desk.add_user("bob", {"Tenant-Admin@blue"});
    const auto bob = desk.log_in("bob", "pass-word-1");
    const auto status = [&](const char* method, const char* path, const std::string& body) {
        return desk.send(method, path, bob, body).response.status;
    };
    EXPECT_EQ(status("POST", "/api/user", R"({"username": "s", "is_superuser": true})"), 403);
    EXPECT_EQ(status("POST", "/api/user", R"({"username": "s", "access": [
        {"role_ref": "System-Admin", "tenant_ref": "blue"}]})"),
              403);
    EXPECT_EQ(status("POST", "/api/user", R"({"username": "s", "access": [
        {"role_ref": "Tenant-Admin", "all_tenants": true}]})"),
              403);
    EXPECT_EQ(status("PATCH", "/api/user/user-1", R"({"replace": {"password": "my-own-pass"}})"),
              403);
    EXPECT_EQ(status("DELETE", "/api/user/user-1", ""), 403);
    EXPECT_EQ(status("PATCH", "/api/user/user-2", R"({"replace": {"is_superuser": true}})"), 403);
    EXPECT_EQ(status("POST", "/api/user", R"({"username": "s", "access": [
        {"role_ref": "Application-Admin", "tenant_ref": "blue"}]})"),
              201);
}

TEST(OwnAccount, ChangesThePasswordAndEndsOtherSessions) {
    Desk desk;
    const auto mine = desk.log_in();
    const auto other = desk.log_in();
    const std::string body = R"({"username": "admin", "old_password": "correct horse",
        "password": "battery staple"})";
    const auto done = desk.send("PUT", "/api/useraccount", mine, body).response;
    EXPECT_EQ(done.status, 200);
    EXPECT_EQ(done.body, "");
    EXPECT_TRUE(desk.send("GET", "/api/pool", mine).admitted);
    EXPECT_EQ(desk.send("GET", "/api/pool", other).response.status, 401);
    EXPECT_EQ(desk.try_log_in("admin", admin_password).response.status, 401);
    desk.log_in("admin", "battery staple");
}

TEST(OwnAccount, AsksForTheOldPassword) {
    Desk desk;
    const auto mine = desk.log_in();
    const auto done = desk.send("PUT", "/api/useraccount", mine,
                                R"({"old_password": "wrong", "password": "battery staple"})");
    EXPECT_EQ(done.response.status, 400);
    desk.log_in();
}

TEST(OwnAccount, IsOnlyOnesOwn) {
    Desk desk;
    desk.add_user("bob", {"Tenant-Admin@admin"});
    const auto bob = desk.log_in("bob", "pass-word-1");
    const auto done = desk.send(
        "PUT", "/api/useraccount", bob,
        R"({"username": "admin", "old_password": "correct horse", "password": "12345678"})");
    EXPECT_EQ(done.response.status, 403);
}

TEST(Lists, ComeInPages) {
    Desk desk;
    for (int i = 0; i < 4; ++i) {
        desk.add_user("user" + std::to_string(i), {"Tenant-Admin@admin"});
    }
    const auto admin = desk.log_in();
    const auto first = body_of(desk.send("GET", "//api/user/?page_size=3&sort=name", admin));
    EXPECT_EQ(first.at("count"), 5);
    EXPECT_EQ(first.at("results").as_array().size(), 3U);
    EXPECT_EQ(first.at("next"), "https://c1.example:9443/api/user?page_size=3&sort=name&page=2");
    const auto second = body_of(desk.send("GET", "/api/user?page_size=3&sort=name&page=2", admin));
    EXPECT_EQ(second.at("results").as_array().size(), 2U);
    EXPECT_FALSE(second.as_object().contains("next"));
    const auto beyond = body_of(desk.send("GET", "/api/user?page=99999999999999", admin));
    EXPECT_EQ(beyond.at("results").as_array().size(), 0U);
}

TEST(Roles, AreReadOnly) {
    Desk desk;
    const auto admin = desk.log_in();
    EXPECT_EQ(body_of(desk.send("GET", "/api/role", admin)).at("count"), 5);
    EXPECT_EQ(body_of(desk.send("GET", "/api/role/role-tenant-admin", admin)).at("name"),
              "Tenant-Admin");
    EXPECT_EQ(desk.send("POST", "/api/role", admin, "{}").response.status, 405);
}

TEST(Restore, RefusesDamagedRecords) {
    AccessOptions options;
    options.secret = "0123456789abcdef";
    Access access(options, {});
    const auto restored = access.restore(Instant(), {{"user/user-1", "{\"uuid\": 1}"}});
    ASSERT_TRUE(restored.has_error());
    EXPECT_THAT(restored.error().message, HasSubstr("user/user-1: /uuid"));
}

}  // namespace
}  // namespace holdfast::reference::access
