// SPDX-License-Identifier: Apache-2.0
// Goal: what was committed is taken back whole; damaged records are refused with their reason and
// change nothing; only what changed is written; the event log keeps its last 10,000 and its
// numbers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reference/controller/controller.h"
#include "reference/controller/event_log.h"

namespace holdfast::reference::controller {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

effect::ApiResponse answer_of(const Effects& effects) {
    return std::get<effect::ApiResponse>(effects.back());
}

Effects send(Controller& controller, const std::string& method, const std::string& path,
             const std::string& body = "") {
    return controller.step(Instant{}, input::ApiRequest{1, method, path, body});
}

std::vector<std::string> keys_of(const Effects& effects) {
    std::vector<std::string> keys;
    for (const Change& change : std::get<effect::Commit>(effects.front()).changes) {
        keys.push_back(change.key.substr(0, change.key.find('/')) + (change.value ? "" : " gone"));
    }
    return keys;
}

/// A controller that keeps what it commits.
struct Kept {
    Controller controller{ControllerOptions{}};
    Records records;

    effect::ApiResponse ask(const std::string& method, const std::string& path,
                            const std::string& body = "") {
        const Effects effects = send(controller, method, path, body);
        if (const auto* commit = std::get_if<effect::Commit>(&effects.front())) {
            apply(records, commit->changes);
        }
        return answer_of(effects);
    }
};

Records records_with_a_pool() {
    Kept kept;
    kept.ask("POST", "/api/pool", R"({"name": "pool1"})");
    return kept.records;
}

std::string refusal(const Records& records) {
    Controller controller({});
    const Result<void> restored = controller.restore(records);
    return restored.has_error() ? restored.error().message : "taken";
}

TEST(Records, ComeBeforeTheAnswer) {
    Controller controller({});
    const Effects effects = send(controller, "POST", "/api/pool", R"({"name": "pool1"})");
    ASSERT_THAT(effects, SizeIs(2));
    EXPECT_THAT(keys_of(effects), ElementsAre("pool", "system"));
    EXPECT_EQ(answer_of(effects).status, 201);
}

TEST(Records, OnlyWhatChangedIsWritten) {
    Kept kept;
    kept.ask("POST", "/api/pool", R"({"name": "pool1"})");
    kept.ask("POST", "/api/pool", R"({"name": "pool2"})");
    const std::string path = "/api/" + kept.records.begin()->first;
    EXPECT_THAT(keys_of(send(kept.controller, "PUT", path, R"({"name": "other"})")),
                ElementsAre("pool"));
    EXPECT_THAT(keys_of(send(kept.controller, "DELETE", path)), ElementsAre("pool gone"));
}

TEST(Records, ARefusedWriteSavesNothing) {
    Controller controller({});
    EXPECT_THAT(send(controller, "POST", "/api/pool", R"({"name": ""})"), SizeIs(1));
}

TEST(Records, IsTakenBackWhole) {
    Controller controller({});
    ASSERT_TRUE(controller.restore(records_with_a_pool()).has_value());
    EXPECT_THAT(answer_of(send(controller, "GET", "/api/pool?name=pool1")).body,
                HasSubstr(R"("count":1)"));
}

TEST(Records, DamageIsNamed) {
    const Records good = records_with_a_pool();
    EXPECT_EQ(refusal(good), "taken");
    const std::string pool = good.begin()->first;
    Records cut = good;
    cut[pool].resize(cut[pool].size() / 2);
    EXPECT_THAT(refusal(cut), HasSubstr("records"));
    Records bad_value = good;
    std::string& text = bad_value[pool];
    text.replace(text.find(":80,"), 4, ":0,");
    EXPECT_THAT(refusal(bad_value), HasSubstr("default_server_port: 0 is not in 1-65535"));
    Records newer = good;
    newer["system"].replace(newer["system"].find(R"("format":2)"), 10, R"("format":3)");
    EXPECT_EQ(refusal(newer), "records: /system: format 3 is not 2");
    Records alone = good;
    alone["engine/se1"] = R"({"name": "se1"})";
    EXPECT_THAT(refusal(alone), HasSubstr("/engine/se1: has no object"));
}

TEST(Records, ARefusedOneLeavesTheControllerAsItWas) {
    Controller controller({});
    send(controller, "POST", "/api/pool", R"({"name": "mine"})");
    ASSERT_TRUE(controller.restore({{"pool/x", "{}"}}).has_error());
    EXPECT_THAT(answer_of(send(controller, "GET", "/api/pool")).body, HasSubstr("mine"));
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
