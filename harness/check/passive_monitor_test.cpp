// SPDX-License-Identifier: Apache-2.0
// Goal: the checker of HM-6, on runs that keep the rule and on runs that break it. Method: the pool
// loses its monitors at 3 s, and clients cannot reach server1 from 4 s to 8 s.
#include "harness/check/passive_monitor.h"

#include "harness/check/judging.h"

namespace holdfast::harness::check {
namespace {

const Checker errors_mark_nothing = clients_errors_mark_nothing_down();

Builder unprobed(const std::string& monitors = "[]") {
    return Builder()
        .service("vs1")
        .operation(R"(patch pool pool {"health_monitor_refs":)" + monitors + "}", 3s,
                   history::OperationEvent::Type::ok)
        .fault("link_silent", "server1", 4s, 8s);
}

TEST(PassiveMonitor, GoesOnSendingClientsToServersThatFailThem) {
    EXPECT_TRUE(passes(errors_mark_nothing, unprobed().sent_to_server("se1", "server1", 7500ms)));
    EXPECT_TRUE(fails(errors_mark_nothing, unprobed().sent_to_server("se1", "server1", 5s),
                      "no packet of a client is sent to 203.0.113.21 any more"));
    EXPECT_TRUE(fails(errors_mark_nothing, unprobed().sent_to_server("se1", "server2", 7500ms),
                      "no packet of a client is sent to 203.0.113.21 any more"));
}

TEST(PassiveMonitor, TakesNothingForDown) {
    const Builder sent = unprobed().sent_to_server("se1", "server1", 7500ms);
    EXPECT_TRUE(fails(errors_mark_nothing, Builder(sent).event("SERVER_DOWN", "203.0.113.21", 5s),
                      "nobody probes it"));
    EXPECT_TRUE(
        passes(errors_mark_nothing, Builder(sent).event("SERVER_DOWN", "203.0.113.22", 5s)));
}

/// Of forty clients so many are sent to server1 first, and then to server2 like the others.
Builder forty_connections(std::uint16_t to_server1) {
    Builder builder = unprobed();
    for (std::uint16_t client = 0; client < 40; ++client) {
        const Duration at = 7s + client * 10ms;
        if (client < to_server1) {
            builder.connects("se1", "server1", client, at)
                .connects("se1", "server1", client, at + 5ms);  // sent again
        }
        builder.connects("se1", "server2", client, at + 8ms);
    }
    return builder;
}

TEST(PassiveMonitor, LowersTheShareOfAServerThatFailsClients) {
    EXPECT_TRUE(passes(servers_that_fail_get_fewer(), forty_connections(8)));
    EXPECT_TRUE(fails(servers_that_fail_get_fewer(), forty_connections(20), "asked for 20 of 40"));
}

TEST(PassiveMonitor, IsNoMonitorThatProbes) {
    EXPECT_EQ(verdict_of(errors_mark_nothing, unprobed(R"(["/api/healthmonitor/?name=tcp"])"))
                  .occurrences,
              0);
}

}  // namespace
}  // namespace holdfast::harness::check
