// SPDX-License-Identifier: Apache-2.0
// The active engine loses its link to the clients; controller and servers hear it as ever.
#include "harness/check/recovery.h"
#include "harness/check/takeover.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::det_11 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "DET-11");
    pair.services(draw.real() ? 1 : static_cast<int>(draw.chance.between(1, 4)));
    if (draw.chance.chance(0.5) && draw.can("floating_ip") && draw.can("snat_ip")) {
        pair.with_floating_and_snat();
    }
    pair.fault(pair.some_time(), faults::LinkDown{target("active_of(vs1)"), draw.topology.front},
               pair.failover_bound() + 300ms);
    pair.watch(500ms);
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "DET-11",
        .sentence = "A data link that fails beside a healthy management link is detected within "
                    "the standard "
                    "time, and the peer serves",
        .source = "W:det, V",
        .topology = "legacy_pair",
        .needs = {"active_standby_pair", "link_monitoring"},
        .draw = draw,
        .checkers = {harness::check::peer_serves_instead(),
                     harness::check::everything_answers_at_end()},
        .defects = {"data_link_loss_ignored"},
    });
}

}  // namespace holdfast::properties::det_11
