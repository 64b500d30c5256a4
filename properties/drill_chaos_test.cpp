// SPDX-License-Identifier: Apache-2.0
// Goal: random schedules ask of the cluster what a cluster can do. Method: a thousand are drawn.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "properties/drills.h"

namespace holdfast::properties {
namespace {

harness::scenario::Scenario draw_schedule(const harness::topology::Topology& topology, int number) {
    Rng chance(static_cast<std::uint64_t>(number));
    return chaos_drill().draw({chance, number % 101, topology, "sim"});
}

TEST(ChaosDrill, SpoilsTheDiskOfOneControllerAtMost) {
    const auto topology = *harness::topology::find_topology(chaos_drill().topology);
    int spoilt = 0;
    for (int number = 0; number < 1000; ++number) {
        const auto schedule = draw_schedule(topology, number).schedule;
        const auto count =
            std::count_if(schedule.begin(), schedule.end(), [](const auto& scheduled) {
                return faults::name_of(scheduled.fault) == "log_tail_corrupted";
            });
        EXPECT_LE(count, 1) << "schedule " << number;
        spoilt += count > 0 ? 1 : 0;
    }
    EXPECT_GT(spoilt, 10);
}

TEST(ChaosDrill, DrawsEveryKindOfFaultSoonerOrLater) {
    const auto topology = *harness::topology::find_topology(chaos_drill().topology);
    std::set<std::string> kinds;
    for (int number = 0; number < 1000; ++number) {
        for (const auto& scheduled : draw_schedule(topology, number).schedule) {
            kinds.insert(faults::name_of(scheduled.fault));
        }
    }
    for (const char* kind : {"process_crash",  "restart",
                             "graceful_stop",  "node_power_off",
                             "pause",          "link_down",
                             "link_silent",    "packet_loss",
                             "delay",          "majority_ring",
                             "bridge",         "segment_down",
                             "partition",      "disk_full",
                             "disk_slow",      "unsynced_writes_lost",
                             "crash_in_write", "log_tail_corrupted",
                             "clock_step",     "clock_skew"}) {
        EXPECT_TRUE(kinds.contains(kind)) << kind;
    }
}

}  // namespace
}  // namespace holdfast::properties
