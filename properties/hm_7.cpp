// SPDX-License-Identifier: Apache-2.0
// A second server joins the pool.
#include "harness/check/recovery.h"
#include "harness/check/server_probes.h"
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::hm_7 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "HM-7");
    pair.services(draw.real() ? 1 : static_cast<int>(draw.chance.between(1, 4)))
        .monitored_servers()
        .servers({"server1"});
    pair.operation(pair.some_time(), both_servers());
    pair.watch(2500ms);
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "HM-7",
        .sentence = "A new server is probed back to back, and is up within 2 s",
        .source = "K:health-monitor-troubleshooting, M",
        .topology = "legacy_pair",
        .needs = {"legacy_active_standby", "server_monitoring"},
        .draw = draw,
        .checkers = {harness::check::new_server_probed_at_once(),
                     harness::check::operations_disturb_nothing(),
                     harness::check::everything_answers_at_end()},
        .defects = {"new_servers_wait_for_their_turn", "standby_probes_no_server"},
    });
}

}  // namespace holdfast::properties::hm_7
