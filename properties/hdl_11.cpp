// SPDX-License-Identifier: Apache-2.0
// As HDL-10; then the engine is heard again.
#include "harness/check/cut_off.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/cluster_scenario.h"

namespace holdfast::properties::hdl_11 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "HDL-11");
    cluster.ends(cluster.unheard("se1") + 3s);
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "HDL-11",
        .sentence = "An engine that comes back gets the current placement first and does not "
                    "resume VIPs that "
                    "were moved",
        .source = "ours, D",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::returning_engine_claims_nothing(),
                     harness::check::everything_answers_at_end()},
        .defects = {"stale_engine_resumes_vip"},
    });
}

}  // namespace holdfast::properties::hdl_11
