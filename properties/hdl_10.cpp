// SPDX-License-Identifier: Apache-2.0
// Neither controllers nor peer hear the active engine, which goes on answering its clients. The one
// situation in which two owners cannot be avoided: nobody can tell it. INV-1 knows of it.
#include "harness/check/cut_off.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/cluster_scenario.h"

namespace holdfast::properties::hdl_10 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    ClusterScenario cluster(draw, "HDL-10");
    cluster.ends(cluster.unheard("se1") + 500ms);
    return cluster.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "HDL-10",
        .sentence = "When the service of an engine that nobody hears is given to another one, the "
                    "first gives it "
                    "up after dupip_timeout_count foreign answers",
        .source = "API, M",
        .topology = "cluster_of_three",
        .needs = {"controller_cluster"},
        .draw = draw,
        .checkers = {harness::check::cut_engine_gives_way(),
                     harness::check::everything_answers_at_end()},
        .defects = {"guard_ignores_answers"},
    });
}

}  // namespace holdfast::properties::hdl_10
