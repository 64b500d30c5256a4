// SPDX-License-Identifier: Apache-2.0
// For tests of checkers: what one of them says of a run made by hand.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "harness/check/recording_builder.h"

namespace holdfast::harness::check {

using Builder = RecordingBuilder;

inline Verdict verdict_of(const Checker& checker, Builder builder) {
    const Recording recording = builder.build();
    Verdict verdict = checker.judge(recording);
    EXPECT_TRUE(verdict.checker.starts_with(checker.name));  // the tally counts by it
    return verdict;
}

/// With this outcome, and these words in its reason. A PASS that saw nothing is none.
inline testing::AssertionResult judged(const Checker& checker, const Builder& builder,
                                       Outcome outcome, const std::string& words) {
    const Verdict verdict = verdict_of(checker, builder);
    const bool seen = outcome != Outcome::pass || verdict.occurrences > 0;
    if (verdict.outcome == outcome && seen && verdict.reason.find(words) != std::string::npos) {
        return testing::AssertionSuccess();
    }
    return testing::AssertionFailure() << to_string(verdict.outcome) << ", occurred "
                                       << verdict.occurrences << " times: " << verdict.reason;
}
inline testing::AssertionResult passes(const Checker& checker, const Builder& builder) {
    return judged(checker, builder, Outcome::pass, "");
}
inline testing::AssertionResult fails(const Checker& checker, const Builder& builder,
                                      const std::string& words) {
    return judged(checker, builder, Outcome::fail, words);
}

/// Heartbeats of 100 ms, four of which may be missed; controller1 leads from the beginning.
inline Builder cluster() {
    Builder builder("cluster_of_three");
    auto& spec = builder.scenario().deployment.cluster;
    spec.heartbeat_period = 100ms;
    spec.address_lease = 200ms;
    builder.scenario().budgets.api_back = 2s;
    for (const std::string node : {"controller1", "controller2", "controller3"}) {
        builder.cluster_says(1s, node, "controller1");
    }
    return builder;
}

}  // namespace holdfast::harness::check
