// SPDX-License-Identifier: Apache-2.0
// Goal: a damaged snapshot is refused with its reason, and a refused one changes nothing; the event
// log keeps its last 10,000 and its numbers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reference/controller/controller.h"
#include "reference/controller/event_log.h"

namespace holdfast::reference::controller {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

effect::ApiResponse answer_of(const Effects& effects) {
    return std::get<effect::ApiResponse>(effects.back());
}

Effects ask(Controller& controller, const std::string& method, const std::string& path,
            const std::string& body = "") {
    return controller.step(Instant{}, input::ApiRequest{1, method, path, body});
}

std::string snapshot_with_a_pool() {
    Controller controller({});
    return std::get<effect::SaveConfiguration>(
               ask(controller, "POST", "/api/pool", R"({"name": "pool1"})").front())
        .snapshot;
}

std::string refusal(const std::string& snapshot) {
    Controller controller({});
    const Result<void> restored = controller.restore(snapshot);
    return restored.has_error() ? restored.error().message : "taken";
}

TEST(Snapshot, TheSaveComesBeforeTheAnswer) {
    Controller controller({});
    const Effects effects = ask(controller, "POST", "/api/pool", R"({"name": "pool1"})");
    ASSERT_THAT(effects, SizeIs(2));
    EXPECT_TRUE(std::holds_alternative<effect::SaveConfiguration>(effects[0]));
    EXPECT_EQ(answer_of(effects).status, 201);
}

TEST(Snapshot, ARefusedWriteSavesNothing) {
    Controller controller({});
    EXPECT_THAT(ask(controller, "POST", "/api/pool", R"({"name": ""})"), SizeIs(1));
}

TEST(Snapshot, IsTakenBackWhole) {
    Controller controller({});
    ASSERT_TRUE(controller.restore(snapshot_with_a_pool()).has_value());
    EXPECT_THAT(answer_of(ask(controller, "GET", "/api/pool?name=pool1")).body,
                HasSubstr(R"("count":1)"));
}

TEST(Snapshot, DamageIsNamed) {
    const std::string good = snapshot_with_a_pool();
    EXPECT_EQ(refusal(good), "taken");
    EXPECT_THAT(refusal(good.substr(0, good.size() / 2)), HasSubstr("snapshot"));
    EXPECT_THAT(refusal("{}"), HasSubstr("snapshot"));
    std::string bad_value = good;
    bad_value.replace(bad_value.find(":80,"), 4, ":0,");
    EXPECT_THAT(refusal(bad_value), HasSubstr("default_server_port: 0 is not in 1-65535"));
    std::string newer = good;
    newer.replace(newer.find(R"("format":1)"), 10, R"("format":2)");
    EXPECT_EQ(refusal(newer), "snapshot: format 2 is not 1");
}

TEST(Snapshot, ARefusedOneLeavesTheControllerAsItWas) {
    Controller controller({});
    ask(controller, "POST", "/api/pool", R"({"name": "mine"})");
    ASSERT_TRUE(controller.restore("{}").has_error());
    EXPECT_THAT(answer_of(ask(controller, "GET", "/api/pool")).body, HasSubstr("mine"));
}

TEST(EventLog, KeepsTheLastTenThousandAndCountsOn) {
    EventLog log;
    for (int i = 0; i < 10005; ++i) {
        log.add({.event_id = "SE_UP"});
    }
    EXPECT_THAT(log.after(0), SizeIs(10000));
    EXPECT_EQ(log.after(0).front().id, 6U);
    EXPECT_THAT(log.after(10003), SizeIs(2));
    EXPECT_EQ(log.next_id(), 10006U);
}

}  // namespace
}  // namespace holdfast::reference::controller
