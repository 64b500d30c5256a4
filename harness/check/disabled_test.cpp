// SPDX-License-Identifier: Apache-2.0
// Goal: a service that comes after an engine was disabled may not be on it; those before may.
#include "harness/check/disabled.h"

#include <gtest/gtest.h>

#include "harness/check/recording_builder.h"

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

}  // namespace
}  // namespace holdfast::harness::check
