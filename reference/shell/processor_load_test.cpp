// SPDX-License-Identifier: Apache-2.0
// Goal: the share of a processor is that of the time since the last question. Method: a clock and a
// reader that the test moves; the real reader once, which only rises.
#include "reference/shell/processor_load.h"

#include <gtest/gtest.h>

namespace holdfast::reference::shell {
namespace {

class Processor : public testing::Test {
  protected:
    void pass(Duration time, Duration busy) {
        now += time;
        used += busy;
    }
    Instant now{5s};
    Duration used = 2s;
    ProcessorLoad load{[this] { return now; }, [this] { return used; }};
};

TEST_F(Processor, IsAnsweredForTheTimeSinceTheLastQuestion) {
    pass(1s, 250ms);
    EXPECT_DOUBLE_EQ(load.since_last_asked(), 0.25);
    pass(200ms, 150ms);
    EXPECT_DOUBLE_EQ(load.since_last_asked(), 0.75);
    pass(1s, 0s);
    EXPECT_DOUBLE_EQ(load.since_last_asked(), 0);
}

TEST_F(Processor, SeveralThreadsCountAsOneThatIsFullyBusy) {
    pass(1s, 3s);
    EXPECT_DOUBLE_EQ(load.since_last_asked(), 1);
}

TEST_F(Processor, QuestionsTooCloseToEachOtherHaveTheSameAnswer) {
    pass(1s, 500ms);
    load.since_last_asked();
    pass(ProcessorLoad::shortest / 2, 0s);
    EXPECT_DOUBLE_EQ(load.since_last_asked(), 0.5);
    pass(ProcessorLoad::shortest / 2, 0s);
    EXPECT_DOUBLE_EQ(load.since_last_asked(), 0) << "what was not answered for is not forgotten";
}

TEST(ProcessorTime, GrowsWithWork) {
    const Duration before = processor_time_used();
    while (processor_time_used() - before < 1ms) {
    }
    EXPECT_GE(processor_time_used() - before, 1ms);
}

}  // namespace
}  // namespace holdfast::reference::shell
