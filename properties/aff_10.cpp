// SPDX-License-Identifier: Apache-2.0
// Three engines on one host and one on another; the group does not ask for different hosts.
#include "harness/check/capacity.h"
#include "harness/check/recovery.h"
#include "harness/check/replacement.h"
#include "harness/property.h"
#include "properties/group_scenario.h"

namespace holdfast::properties::aff_10 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::active_active(draw, "AFF-10");
    group.engines(4).services(draw.real() ? 3 : static_cast<int>(draw.chance.between(3, 6)));
    group.group([](auto& spec) { spec.vs_host_redundancy = false; });
    group.cloud({"se9"});
    group.operation(group.some_time(), group.one_more_service("one-more"));
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "AFF-10",
        .sentence = "vs_host_redundancy=false allows instances of a service on one host",
        .source = "D",
        .topology = "elastic_cloud",
        .needs = {"elastic_groups", "write_access"},
        .draw = draw,
        .checkers = {harness::check::starts_on_least_loaded("one-more"),
                     harness::check::instances_on_different_engines(),
                     harness::check::everything_answers_at_end()},
        .defects = {"host_redundancy_forced"},
    });
}

}  // namespace holdfast::properties::aff_10
