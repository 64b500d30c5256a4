// SPDX-License-Identifier: Apache-2.0
// Goal: a session lives as long as it should, across leaders, and its loss is always 401.
// Method: time is an argument; a change of the leader is a new Access with the committed records.
#include <set>

#include "reference/access/desk.h"

namespace holdfast::reference::access {
namespace {

using testing::Contains;
using testing::Pair;
using testing::StartsWith;

bool works(Desk& desk, const api::Headers& headers) {
    const auto done = desk.send("GET", "/api/pool", headers);
    EXPECT_TRUE(done.admitted || done.response.status == 401) << done.response.status;
    return done.admitted.has_value();
}

TEST(Session, EndsAfterItsIdleTime) {
    Desk desk;
    const auto headers = desk.log_in();
    desk.now += 14min;
    EXPECT_TRUE(works(desk, headers)) << "and this use starts the time anew";
    desk.now += 14min;
    EXPECT_TRUE(works(desk, headers));
    desk.now += 15min;
    EXPECT_FALSE(works(desk, headers));
}

TEST(Session, EndsAfterItsHardLimitHoweverBusy) {
    AccessSettings settings;
    settings.api_force_timeout = 1h;
    Desk desk({}, settings);
    const auto headers = desk.log_in();
    for (int i = 0; i < 5; ++i) {
        desk.now += 10min;
        EXPECT_TRUE(works(desk, headers));
    }
    desk.now += 10min;
    EXPECT_FALSE(works(desk, headers));
}

TEST(Session, NeverIdlesOutWithALimitOfZero) {
    AccessSettings settings;
    settings.api_idle_timeout = 0s;
    Desk desk({}, settings);
    const auto headers = desk.log_in();
    desk.now += 23h;
    EXPECT_TRUE(works(desk, headers));
}

TEST(Session, OutlivesItsLeaderWithTheFullIdleTime) {
    Desk desk;
    const auto headers = desk.log_in();
    desk.now += 14min;
    desk.change_leader();
    desk.now += 14min;
    EXPECT_TRUE(works(desk, headers));
}

TEST(Session, KeepsItsAgeAcrossLeaders) {
    Desk desk;
    const auto headers = desk.log_in();
    desk.now += 23h + 50min;
    desk.change_leader();
    EXPECT_TRUE(works(desk, headers));
    desk.now += 10min;
    EXPECT_FALSE(works(desk, headers));
}

TEST(Session, GivesWayToNewerOnesWhenItWasIdleLongest) {
    AccessOptions options;
    options.sessions_a_user_max = 2;
    Desk desk(options);
    const auto first = desk.log_in();
    desk.now += 1s;
    const auto second = desk.log_in();
    desk.now += 1s;
    EXPECT_TRUE(works(desk, first));
    desk.now += 1s;
    const auto third = desk.log_in();
    EXPECT_TRUE(works(desk, first));
    EXPECT_FALSE(works(desk, second));
    EXPECT_TRUE(works(desk, third));
}

TEST(Session, OfOneUserCannotBeCrowdedOutByAnother) {
    AccessOptions options;
    options.sessions_a_user_max = 2;
    Desk desk(options);
    desk.add_user("eve", {"Application-Operator@admin"});
    const auto admin = desk.log_in();
    for (int i = 0; i < 5; ++i) {
        desk.now += 1s;
        desk.log_in("eve", "pass-word-1");
    }
    EXPECT_TRUE(works(desk, admin));
}

TEST(Session, IdsDifferAlsoAfterAChangeOfTheLeader) {
    Desk desk;
    std::set<std::string> ids;
    for (int leader = 0; leader < 3; ++leader) {
        for (int i = 0; i < 10; ++i) {
            ids.insert(session_cookie(desk.log_in()));
        }
        desk.change_leader();
    }
    EXPECT_EQ(ids.size(), 30U);
}

TEST(Session, LastOfDoubleCookiesCounts) {
    Desk desk;
    const auto old = desk.log_in();
    const auto current = desk.log_in();
    desk.send("POST", "/logout", old);
    // As the Python SDK sends it: the jar's older copy first (spec api 1.2).
    const api::Headers both = {{"Cookie", old[0].second + "; " + current[0].second}};
    EXPECT_TRUE(works(desk, both));
    const api::Headers wrong_way = {{"Cookie", current[0].second + "; " + old[0].second}};
    EXPECT_FALSE(works(desk, wrong_way));
}

TEST(Session, CookiesComeAgainWithEveryAnswer) {
    Desk desk;
    const auto headers = desk.log_in();
    const auto done = desk.send("GET", "/api/pool", headers);
    EXPECT_THAT(done.admitted->answer_headers,
                Contains(Pair("Set-Cookie", StartsWith("sessionid=" + session_cookie(headers)))));
    EXPECT_THAT(done.admitted->answer_headers, Contains(Pair("AVI_API_VERSION", "20.1.1")));
}

TEST(Session, OfADeletedOrSuspendedUserIsOver) {
    Desk desk;
    desk.add_user("bob", {"System-Admin@*"});
    desk.add_user("joe", {"System-Admin@*"});
    const auto bob = desk.log_in("bob", "pass-word-1");
    const auto joe = desk.log_in("joe", "pass-word-1");
    EXPECT_EQ(desk.local("DELETE", "/api/user/user-2").response.status, 204);
    EXPECT_EQ(desk.local("PATCH", "/api/user/user-3", R"({"replace": {"is_active": false}})")
                  .response.status,
              200);
    EXPECT_FALSE(works(desk, bob));
    EXPECT_FALSE(works(desk, joe));
    EXPECT_EQ(desk.try_log_in("joe", "pass-word-1").response.status, 401);
}

}  // namespace
}  // namespace holdfast::reference::access
