// SPDX-License-Identifier: Apache-2.0
// The standby of a pair is moved to another group, with and without access to a cloud.
#include "harness/check/partner.h"
#include "harness/check/recovery.h"
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::leg_33 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    PairScenario pair(draw, "LEG-33");
    pair.services(draw.real() ? 2 : static_cast<int>(draw.chance.between(1, 4)));
    pair.group_beside("other");
    if (draw.real() || draw.chance.chance(0.7)) {
        pair.cloud({"se4"});
    }
    pair.operation(
        pair.some_time(),
        harness::scenario::PatchObject{"serviceengine",
                                       "se2",
                                       R"({"se_group_ref": "/api/serviceenginegroup/?name=other"})",
                                       {}});
    pair.watch(1500ms);
    return pair.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "LEG-33",
        .sentence = "Moving the standby to another group leaves one active engine serving; with "
                    "write access it is replaced, without it nobody comes",
        .source = "W:legdis, M",
        .topology = "elastic_cloud",
        .needs = {"legacy_active_standby", "write_access"},
        .draw = draw,
        .checkers = {harness::check::moved_partner_is_replaced_where_it_may(),
                     harness::check::operations_disturb_nothing(),
                     harness::check::everything_answers_at_end()},
        .defects = {"partner_is_not_started"},
    });
}

}  // namespace holdfast::properties::leg_33
