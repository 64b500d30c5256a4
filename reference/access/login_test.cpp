// SPDX-License-Identifier: Apache-2.0
// Goal: every real client gets in with what it sends, and hears what it understands.
// Method: logins in the forms of the Python and Go SDKs against the core; a fake does the hashing.
#include <boost/json.hpp>

#include "reference/access/desk.h"
#include "reference/access/failures.h"

namespace holdfast::reference::access {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::Not;
using testing::Pair;

std::vector<std::string> cookies_of(const api::HttpResponse& response) {
    std::vector<std::string> out;
    for (const auto& [name, value] : response.headers) {
        if (name == "Set-Cookie") {
            out.push_back(value);
        }
    }
    return out;
}

TEST(Login, TakesAFormAndSetsThreeCookies) {
    Desk desk;
    const auto done =
        desk.send("POST", "/login/", {{"Content-Type", "application/x-www-form-urlencoded"}},
                  "username=admin&password=correct+horse");
    EXPECT_EQ(done.response.status, 200);
    EXPECT_THAT(
        cookies_of(done.response),
        ElementsAre(MatchesRegex("csrftoken=[0-9a-z]{32}; Max-Age=31449600; Path=/; Secure"),
                    MatchesRegex("avi-sessionid=[0-9a-z]{32}; HttpOnly; Max-Age=86400; Path=/; "
                                 "Secure"),
                    MatchesRegex("sessionid=[0-9a-z]{32}; HttpOnly; Max-Age=86400; Path=/; "
                                 "Secure")));
    const auto cookies = cookies_of(done.response);
    EXPECT_EQ(cookies[1], "avi-" + cookies[2]);
}

TEST(Login, AnswersWhatClientsRead) {
    AccessSettings settings;
    settings.system_configuration = R"({"uuid": "default"})";
    Desk desk({}, settings);
    const auto body =
        boost::json::parse(desk.try_log_in("admin", admin_password).response.body).as_object();
    EXPECT_EQ(body.at("session_cookie_name"), "avi-sessionid");
    EXPECT_EQ(body.at("version").at("Version"), "30.2.1");
    EXPECT_EQ(body.at("version").at("min_version"), "16.4.2");
    EXPECT_EQ(body.at("version").at("Product"), "controller");
    EXPECT_EQ(body.at("user").at("username"), "admin");
    EXPECT_EQ(body.at("user").at("is_superuser"), true);
    EXPECT_EQ(body.at("user").at("default_tenant_ref"),
              "https://c1.example:9443/api/tenant/admin#admin");
    EXPECT_EQ(body.at("tenants").at(0).at("name"), "admin");
    EXPECT_EQ(body.at("system_config").at("uuid"), "default");
    EXPECT_EQ(body.at("controller").at("api_idle_timeout"), 15);
    EXPECT_EQ(body.at("user_initialized"), true);
}

TEST(Login, RefusesAWrongPasswordAndAnUnknownUserAlike) {
    Desk desk;
    for (const char* user : {"admin", "nobody"}) {
        const auto done = desk.try_log_in(user, "wrong");
        EXPECT_EQ(done.response.status, 401);
        EXPECT_EQ(done.response.body, R"({"error":"Invalid credentials"})");
        EXPECT_TRUE(cookies_of(done.response).empty());
    }
    EXPECT_EQ(desk.checks.size(), 2U) << "an unknown name must take as long";
}

TEST(Login, RefusesWhatIsNoLogin) {
    Desk desk;
    EXPECT_EQ(desk.send("GET", "/login").response.status, 405);
    EXPECT_EQ(desk.send("POST", "/login", {}, "{").response.status, 400);
    EXPECT_EQ(desk.send("POST", "/login", {}, R"({"username": "admin"})").response.status, 400);
    EXPECT_EQ(desk.send("POST", "/login", {}, R"({"username": 1, "password": []})").response.status,
              400);
    EXPECT_TRUE(desk.checks.empty());
}

TEST(Login, SlowsDownGuessingWithoutDenyingIt) {
    Desk desk;
    for (int i = 0; i < Failures::free_of_charge; ++i) {
        EXPECT_EQ(desk.try_log_in("admin", "wrong").response.status, 401);
    }
    const Instant before = desk.now;
    EXPECT_EQ(desk.try_log_in("admin", admin_password).response.body, "") << "no answer yet";
    EXPECT_EQ(desk.wait_for_delay().response.status, 200);
    EXPECT_EQ(desk.now - before, 1s);
    EXPECT_EQ(desk.try_log_in("admin", admin_password).response.status, 200) << "forgiven";
}

TEST(Login, MakesGuessesSideBySideWaitForOneAnother) {
    Desk desk;
    for (int i = 0; i < Failures::free_of_charge; ++i) {
        desk.try_log_in("admin", "wrong");
    }
    const Instant before = desk.now;
    desk.try_log_in("admin", "wrong");
    desk.try_log_in("admin", "wrong");
    EXPECT_EQ(desk.access().next_timeout(), before + 1s);
    desk.answers_checks = false;
    desk.wait_for_delay();
    EXPECT_EQ(desk.access().next_timeout(), before + 2s);
    for (int i = 0; i < 100; ++i) {
        desk.try_log_in("admin", "wrong");
    }
    EXPECT_EQ(desk.try_log_in("admin", "wrong").response.body,
              R"({"error":"Too many failed logins; try again later"})");
}

TEST(Login, DoesNotTakeAPasswordThatWasChangedMeanwhile) {
    Desk desk;
    desk.answers_checks = false;
    desk.try_log_in("admin", admin_password);
    const std::uint64_t login = desk.checks.back().id;
    desk.local("PUT", "/api/useraccount", R"({"password": "battery staple"})");
    const auto effects = desk.access().step(desk.now, input::PasswordChecked{login, true});
    const auto& answer = std::get<effect::Answer>(effects.back());
    EXPECT_EQ(answer.response.status, 401);
}

TEST(Login, SparesOtherAddressesWhenOneGuesses) {
    Desk desk;
    for (int i = 0; i < Failures::free_of_charge; ++i) {
        desk.try_log_in("admin", "wrong");
    }
    const auto done =
        desk.send(api::HttpRequest{.method = "POST",
                                   .target = "/login",
                                   .body = R"({"username": "admin", "password": "correct horse"})",
                                   .remote = "192.0.2.8:1"});
    EXPECT_EQ(done.response.status, 200);
}

TEST(Login, IsLimitedInNumberAtTheSameTime) {
    AccessOptions options;
    options.pending_max = 2;
    Desk desk(options);
    desk.answers_checks = false;
    desk.try_log_in("admin", admin_password);
    desk.try_log_in("admin", admin_password);
    EXPECT_EQ(desk.try_log_in("admin", admin_password).response.status, 503);
    EXPECT_EQ(desk.checks.size(), 2U);
}

TEST(Login, LeavesItsTraceInTheEventLog) {
    Desk desk;
    desk.try_log_in("admin", "wrong");
    const auto headers = desk.log_in();
    desk.send("POST", "/logout", headers);
    EXPECT_THAT(
        desk.events,
        ElementsAre(
            AuditEvent{"USER_LOGIN", "admin", "user 'admin' failed to log in from 192.0.2.7"},
            AuditEvent{"USER_LOGIN", "admin", "user 'admin' logged in from 192.0.2.7"},
            AuditEvent{"USER_LOGOUT", "admin", "user 'admin' logged out from 192.0.2.7"}));
}

TEST(Login, StoresNoSecretInClear) {
    Desk desk;
    const auto headers = desk.log_in();
    const std::string id = session_cookie(headers);
    const auto token =
        desk.send("POST", "/api/user-token", headers, R"({"hours": "2"})").response.body;
    const std::string text(boost::json::parse(token).at("token").as_string());
    for (const auto& [key, value] : desk.records) {
        EXPECT_THAT(key + value, Not(HasSubstr(id)));
        EXPECT_THAT(key + value, Not(HasSubstr(text)));
    }
}

TEST(Logout, EndsTheSession) {
    Desk desk;
    const auto headers = desk.log_in();
    EXPECT_TRUE(desk.send("GET", "/api/pool", headers).admitted);
    EXPECT_EQ(desk.send("POST", "/logout", headers, "{}").response.status, 200);
    EXPECT_EQ(desk.send("GET", "/api/pool", headers).response.status, 401);
    EXPECT_EQ(desk.send("POST", "/logout", headers).response.status, 401);
    EXPECT_THAT(desk.records, Not(Contains(Pair(testing::StartsWith("session/"), testing::_))));
}

TEST(Token, LogsInWithoutThePassword) {
    Desk desk;
    const auto headers = desk.log_in();
    const auto made = desk.send("POST", "/api/user-token", headers, R"({"hours": "2"})").response;
    EXPECT_EQ(made.status, 201);
    const std::string token(boost::json::parse(made.body).at("token").as_string());
    const std::string body = R"({"username": "admin", "token": ")" + token + "\"}";

    const auto by_token = desk.send("POST", "/login", {}, body).response;
    EXPECT_EQ(by_token.status, 200);
    // AKO looks for its own token in the list, and for when it expires.
    const auto list = boost::json::parse(
        desk.send("GET", "/api/user-token", Desk::headers_after(by_token)).response.body);
    EXPECT_EQ(list.at("count"), 1);
    EXPECT_EQ(list.at("results").at(0).at("token").as_string(), token);
    EXPECT_EQ(list.at("results").at(0).at("expires_at"), "1970-01-01T02:01:40+00:00");
    EXPECT_FALSE(list.as_object().contains("next"));

    desk.now += 2h;
    EXPECT_EQ(desk.send("POST", "/login", {}, body).response.status, 401) << "over its time";
}

TEST(Token, IsGoneWhenDeleted) {
    Desk desk;
    const auto headers = desk.log_in();
    const auto made =
        boost::json::parse(desk.send("POST", "/api/user-token", headers).response.body);
    const std::string token(made.at("token").as_string());
    const std::string path = "/api/user-token/" + std::string(made.at("uuid").as_string());
    EXPECT_EQ(desk.send("DELETE", path, headers).response.status, 204);
    EXPECT_EQ(desk.send("DELETE", path, headers).response.status, 404);
    const std::string body = R"({"username": "admin", "token": ")" + token + "\"}";
    EXPECT_EQ(desk.send("POST", "/login", {}, body).response.status, 401);
}

}  // namespace
}  // namespace holdfast::reference::access
