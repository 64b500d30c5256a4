// SPDX-License-Identifier: Apache-2.0
// Goal: a command that waits for its processes notices each way in which that ends. Method: made-up
// work, and one real process that would run for a minute.
#include "harness/cli/watch_children.h"

#include <gtest/gtest.h>

#include "harness/run/run_folder.h"

namespace holdfast::harness::cli {
namespace {

TEST(WatchChildren, LooksOnceForEachTimeThatSomebodyWorks) {
    int left = 3;
    int looks = 0;

    const auto watched = watch_children([&] { return left-- > 0; },
                                        [&]() -> Result<void> {
                                            ++looks;
                                            return success;
                                        });

    EXPECT_TRUE(watched);
    EXPECT_EQ(looks, 3);
}

TEST(WatchChildren, EndsWhenALookHasEnough) {
    const auto watched = watch_children(
        [] { return true; }, []() -> Result<void> { return failed("the time is over"); });

    ASSERT_FALSE(watched);
    EXPECT_EQ(watched.error().message, "the time is over");
}

TEST(EndAll, LeavesNobodyRunning) {
    const run::Scratch scratch;
    auto child = Child::start("/bin/sleep", {"60"}, {}, scratch.path() + "/log");
    ASSERT_TRUE(child) << child.error().message;
    ASSERT_TRUE(child->running());

    end_all({&*child});

    EXPECT_FALSE(child->running());
    EXPECT_EQ(child->how_it_ended(), "signal 15");
}

}  // namespace
}  // namespace holdfast::harness::cli
