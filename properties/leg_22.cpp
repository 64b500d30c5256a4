// SPDX-License-Identifier: Apache-2.0
// Probes of both engines are counted, then hm_on_standby is set the other way.
#include "harness/check/recovery.h"
#include "harness/check/server_probes.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::leg_22 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "LEG-22");
    const bool on_standby = draw.chance.chance(0.5);
    pair.services(draw.real() ? 1 : static_cast<int>(draw.chance.between(1, 4)))
        .monitored_servers()
        .hm_on_standby(on_standby)
        .quiet(5s);
    pair.operation(pair.after_some_probes(),
                   harness::scenario::PatchObject{
                       "serviceenginegroup",
                       pair.scenario().deployment.group.name,
                       on_standby ? R"({"hm_on_standby":false})" : R"({"hm_on_standby":true})",
                       {}});
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "LEG-22",
        .sentence = "Both engines of a pair probe the servers; without hm_on_standby only the "
                    "active one does",
        .source = "K:legacy-ha-for-avi-service-engines, API, S2, M",
        .topology = "legacy_pair",
        .needs = {"legacy_active_standby", "server_monitoring"},
        .draw = draw,
        .checkers = {harness::check::servers_probed_as_configured(),
                     harness::check::everything_answers_at_end()},
        .defects = {"standby_probes_no_server", "hm_on_standby_ignored"},
    });
}

}  // namespace holdfast::properties::leg_22
