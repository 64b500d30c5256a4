// SPDX-License-Identifier: Apache-2.0
// Goal: a node is as busy as a fault makes it, and nobody else is. Method: puppets read their load
// before, during and after.
#include "harness/sim/lab.h"

namespace holdfast::harness::sim {
namespace {

TEST(Processor, IsBusyFromTheFaultToItsEnd) {
    Lab lab{BringUp{.busy_nodes = {"se1"}}};
    const Puppet& se1 = lab.puppet("se1");
    const Puppet& se2 = lab.puppet("se2");
    lab.run(1s);
    EXPECT_EQ(se1.context->processor_load(), 0);
    ASSERT_TRUE(lab->set_processor_busy("se1", 0.75));
    lab.run(2s);
    EXPECT_EQ(se1.context->processor_load(), 0.75);
    EXPECT_EQ(se2.context->processor_load(), 0);
    ASSERT_TRUE(lab->set_processor_busy("se1", 0));
    lab.run(1s);
    EXPECT_EQ(lab->processor_time("se1").value(), 1500ms);
    EXPECT_EQ(lab->processor_time("se2").value(), 0ms);
}

TEST(Processor, OfANodeThatWasNotAnnouncedStaysIdle) {
    Lab lab;
    EXPECT_FALSE(lab->set_processor_busy("se1", 0.5));
    EXPECT_FALSE(lab->processor_time("nowhere"));
}

}  // namespace
}  // namespace holdfast::harness::sim
