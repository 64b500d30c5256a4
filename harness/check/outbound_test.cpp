// SPDX-License-Identifier: Apache-2.0
// Goal: the checker of FIP-14, on runs that keep the rule and on runs that break it. Method: se1,
// which has the VIP, dies at 3 s; the bound is 1 s.
#include "harness/check/outbound.h"

#include "harness/check/judging.h"

namespace holdfast::harness::check {
namespace {

const Checker stay_connected = servers_stay_connected();

/// Packets that a server sends in this time are lost.
Builder dead_engine(Duration from, Duration to) {
    workload::ProbeFlow flow;
    flow.id = 9;
    flow.service = workload::outbound_service;
    flow.interval = 10ms;
    for (Duration t = Builder::baseline_at; t < Builder::end_at; t += 10ms) {
        if (t < from || t >= to) {
            flow.replies.push_back({flow.sent.size(), Instant(t + 300us)});
        }
        flow.sent.emplace_back(t);
    }
    return Builder()
        .service("vs1")
        .owns("se1", "vs1", 1s, 3s)
        .fault("process_crash", "se1", 3s)
        .add(Builder::end_at, history::FlowRecorded{flow});
}

TEST(ServersStayConnected, WhenTheSurvivorRoutes) {
    EXPECT_TRUE(passes(stay_connected, dead_engine(3s, 3900ms)));
}

TEST(ServersStayConnected, NotWhenItIsLate) {
    EXPECT_TRUE(fails(stay_connected, dead_engine(3s, 4500ms),
                      "was out for 1.51s after process_crash se1"));
}

TEST(ServersStayConnected, NotWhenNobodyRoutes) {
    EXPECT_TRUE(fails(stay_connected, dead_engine(3s, 10s), "was not answered again"));
}

TEST(ServersStayConnected, SpeaksOfTheEngineThatServed) {
    Builder idle = Builder().service("vs1").owns("se2", "vs1", 1s, 9s);
    EXPECT_EQ(verdict_of(stay_connected, idle.fault("process_crash", "se1", 3s)).occurrences, 0);
}

}  // namespace
}  // namespace holdfast::harness::check
