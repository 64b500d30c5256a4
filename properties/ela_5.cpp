// SPDX-License-Identifier: Apache-2.0
// Engines with three places each; one of them dies, and the cloud starts another one.
#include "harness/check/capacity.h"
#include "harness/check/recovery.h"
#include "harness/check/replacement.h"
#include "harness/check/takeover.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/pair_scenario.h"

namespace holdfast::properties::ela_5 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::active_active(draw, "ELA-5");
    group.cloud(draw.real() ? 5 : 8).distributed().max_vs_per_se(3);
    group.max_se(draw.real() ? 4 : static_cast<std::uint32_t>(draw.chance.between(3, 6)));
    group.services(draw.real() ? 3 : static_cast<int>(draw.chance.between(2, 4)));
    group.fault(group.some_time(), sudden_death(draw.chance, "active_of(vs1)"));
    group.watch_until(group.apart() + 2s);
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "ELA-5",
        .sentence = "A replacement gets exactly the lost instances, and the survivors nothing more",
        .source = "K:elastic-ha-for-avi-service-engines-16-2, S0, S1, M",
        .topology = "elastic_cloud",
        .needs = {"elastic_groups", "write_access"},
        .draw = draw,
        .checkers = {harness::check::replacement_gets_exactly_what_was_lost(),
                     harness::check::survivor_takes_over(), harness::check::load_within_limit(),
                     harness::check::everything_answers_at_end()},
        .defects = {"placement_algorithm_swapped"},
    });
}

}  // namespace holdfast::properties::ela_5
