// SPDX-License-Identifier: Apache-2.0
// Goal: the checker of DET-15, on runs that keep the rule and on runs that break it. Method: se1
// hangs at 3 s; 900 ms of detection and 2 s of patience follow.
#include "harness/check/reboots.h"

#include "harness/check/judging.h"

namespace holdfast::harness::check {
namespace {

const Checker reboots_hung = hung_engines_are_rebooted();

Builder hanging(Duration healed = 9s) {
    Builder builder("elastic_cloud");
    auto& deployment = builder.scenario().deployment;
    deployment.group.timers.dp_hb_frequency = 10ms;
    deployment.group.timers.controller_echo_rpc_timeout = 200ms;
    deployment.cloud.unresponsive_se_reboot = 2s;
    return builder.fault("pause", "se1", 3s, healed);
}
Builder asked_to_reboot(Duration at) {
    return hanging().event("REBOOT_SE", "se1", at);
}
Builder rebooted(Duration at) {
    return asked_to_reboot(at).add(
        at + 20ms,
        history::CloudActed{history::CloudActed::Act::rebooted, "se1", "host1", "elastic"});
}

TEST(HungEngines, AreRebootedWhenTheirTimeIsOver) {
    EXPECT_TRUE(passes(reboots_hung, rebooted(5900ms).event("SE_UP", "se1", 6s)));
}

TEST(HungEngines, AreRebootedNoSoonerAndNoLater) {
    EXPECT_TRUE(fails(reboots_hung, rebooted(3900ms).event("SE_UP", "se1", 4s),
                      "REBOOT_SE came 900ms after se1 hung"));
    EXPECT_TRUE(
        fails(reboots_hung, rebooted(6200ms).event("SE_UP", "se1", 6300ms), "due is 2.00s to"));
}

TEST(HungEngines, AreRebootedIndeed) {
    EXPECT_TRUE(fails(reboots_hung, hanging(), "REBOOT_SE was never reported"));
    EXPECT_TRUE(fails(reboots_hung, asked_to_reboot(5900ms), "the cloud never rebooted se1"));
    EXPECT_TRUE(fails(reboots_hung, rebooted(5900ms), "was not up within"));
    EXPECT_TRUE(
        fails(reboots_hung, rebooted(5900ms).event("SE_UP", "se1", 9s), "was not up within"))
        << "that is the end of the fault";
}

TEST(HungEngines, ThatGoOnByThemselvesAreLeftAlone) {
    EXPECT_TRUE(passes(reboots_hung, hanging(4500ms)));
    EXPECT_TRUE(
        fails(reboots_hung, hanging(4500ms).event("REBOOT_SE", "se1", 4s), "hung for 1.50s only"));
}

TEST(OtherEngines, AreNotRebooted) {
    EXPECT_TRUE(fails(reboots_hung,
                      rebooted(5900ms).event("SE_UP", "se1", 6s).event("REBOOT_SE", "se2", 7s),
                      "se2 was to be rebooted though it did not hang"));
}

}  // namespace
}  // namespace holdfast::harness::check
