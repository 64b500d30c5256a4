// SPDX-License-Identifier: Apache-2.0
// Goal: a service that comes after an engine was disabled may not be on it; those before may.
#include "harness/check/disabled.h"

#include <gtest/gtest.h>

#include "harness/check/judging.h"

namespace holdfast::harness::check {
namespace {

/// vs1 is on se1, which is disabled at 3 s; the newcomer is on this engine from 5 s on.
Verdict verdict_with_newcomer_on(const std::string& engine, const std::string& state) {
    RecordingBuilder builder("elastic_group");
    builder.elastic({"se1", "se2"}).service("vs1").lists(1s, {"se1"}, 1);
    builder.operation("patch serviceengine se1 {\"enable_state\": \"" + state + "\"}", 3s,
                      history::OperationEvent::Type::ok);
    history::RuntimeObserved said;
    said.services = {{"vs1", "OPER_UP", {"se1"}, {}, {"se1"}, 1},
                     {"newcomer", "OPER_UP", {engine}, {}, {engine}, 1}};
    const Recording recording = builder.add(5s, said).build();
    return disabled_engine_gets_nothing_new().judge(recording);
}

TEST(DisabledEngine, FailsANewcomerThere) {
    const Verdict verdict = verdict_with_newcomer_on("se1", "SE_STATE_DISABLED_FOR_PLACEMENT");
    EXPECT_EQ(verdict.outcome, Outcome::fail);
    EXPECT_EQ(verdict.reason, "newcomer is on se1, which took nothing new before it came");
}

TEST(DisabledEngine, PassesANewcomerElsewhere) {
    const Verdict verdict = verdict_with_newcomer_on("se2", "SE_STATE_DISABLED");
    EXPECT_EQ(verdict.outcome, Outcome::pass);
    EXPECT_EQ(verdict.occurrences, 1);
}

TEST(DisabledEngine, IsAboutEnginesThatAreDisabled) {
    EXPECT_EQ(verdict_with_newcomer_on("se1", "SE_STATE_ENABLED").occurrences, 0);
}

/// vs1 is on se1, which is disabled at 3 s and says at the end that it is in this state.
RecordingBuilder disabled_se1(const std::string& second_event, const std::string& state) {
    RecordingBuilder builder("elastic_group");
    builder.elastic({"se1", "se2"}).service("vs1").lists(1s, {"se1"}, 1);
    builder.operation(R"(patch serviceengine se1 {"enable_state": "SE_STATE_DISABLED"})", 3s,
                      history::OperationEvent::Type::ok);
    builder.event("MIGRATE_SE_STARTED", "se1", 3s).event(second_event, "se1", 4s);
    history::RuntimeObserved said;
    const std::string at = state == "OPER_DISABLED" ? "se2" : "se1";
    said.services = {{"vs1", "OPER_UP", {at}, {}, {at}, 2}};
    said.engines = {{"se1", state, true, {}}};
    return builder.add(5s, said);
}

TEST(DisabledEngine, IsEmptied) {
    const RecordingBuilder emptied = disabled_se1("MIGRATE_SE_FINISHED", "OPER_DISABLED");
    EXPECT_TRUE(
        passes(disabled_engine_is_emptied(),
               RecordingBuilder(emptied).owns("se1", "vs1", 1s, 4s).owns("se2", "vs1", 4s, 9s)));
    EXPECT_TRUE(fails(disabled_engine_is_emptied(),
                      RecordingBuilder(emptied).owns("se1", "vs1", 1s, 9s), "se1 still answers"));
    EXPECT_TRUE(fails(disabled_engine_is_emptied(),
                      disabled_se1("MIGRATE_SE_FAILED", "OPER_ERROR_DISABLED"),
                      "expected MIGRATE_SE_STARTED and MIGRATE_SE_FINISHED"));
}

TEST(DisabledEngine, KeepsWhatHasNowhereToGo) {
    RecordingBuilder stuck = disabled_se1("MIGRATE_SE_FAILED", "OPER_ERROR_DISABLED");
    EXPECT_TRUE(passes(stuck_services_stay_on_disabled_engine(),
                       RecordingBuilder(stuck).owns("se1", "vs1", 1s, 9s)));
    EXPECT_TRUE(fails(stuck_services_stay_on_disabled_engine(),
                      RecordingBuilder(stuck).owns("se1", "vs1", 1s, 4s).owns("se2", "vs1", 5s, 9s),
                      "answered for vs1 and now for"));
    EXPECT_TRUE(fails(stuck_services_stay_on_disabled_engine(),
                      disabled_se1("MIGRATE_SE_FAILED", "OPER_UP").owns("se1", "vs1", 1s, 9s),
                      "shows OPER_UP at the end"));
}

}  // namespace
}  // namespace holdfast::harness::check
