// SPDX-License-Identifier: Apache-2.0
// Two engines that were put on one host by hand, and a controller without access to the cloud.
#include "harness/check/capacity.h"
#include "harness/check/recovery.h"
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/group_scenario.h"

namespace holdfast::properties::aff_8 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::active_active(draw, "AFF-8");
    group.engines(2).services(draw.real() ? 1 : static_cast<int>(draw.chance.between(1, 4)));
    const Duration at = group.some_time();
    for (const std::string engine : {"se1", "se2"}) {
        group.operation(
            at, harness::scenario::PatchObject{
                    "serviceengine", engine, R"({"host_ref": "/api/vimgrhostruntime/host1"})", {}});
    }
    group.operation(at + 200ms, group.one_more_service("one-more"));
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "AFF-8",
        .sentence = "Without write access hosts are neither chosen nor refused: engines on one "
                    "host are accepted",
        .source = "K:anti-affinity-for-service-engine-placement, M",
        .topology = "elastic_group",
        .needs = {"elastic_groups"},
        .draw = draw,
        .checkers = {harness::check::instances_at_end(2),
                     harness::check::operations_disturb_nothing(),
                     harness::check::everything_answers_at_end()},
        .defects = {"one_instance_whatever_the_group"},
    });
}

}  // namespace holdfast::properties::aff_8
