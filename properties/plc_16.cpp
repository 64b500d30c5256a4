// SPDX-License-Identifier: Apache-2.0
// A service on two engines gets two source addresses, and is scaled out once more.
#include <fmt/format.h>

#include "harness/check/control_plane.h"
#include "harness/check/flow_spreading.h"
#include "harness/check/recovery.h"
#include "harness/property.h"
#include "properties/group_scenario.h"
#include "properties/scaling_operations.h"

namespace holdfast::properties::plc_16 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::active_active(draw, "PLC-16");
    group.engines(4).instances(static_cast<std::uint32_t>(draw.chance.between(1, 2)));
    group.services(1);
    const bool one_more = group.scenario().deployment.group.min_scaleout_per_vs == 1;
    const auto& snat_ips = draw.topology.snat_ips;
    const Duration at = group.some_time();
    if (one_more) {
        group.operation(at, scale_out("vs1"));
    }
    // Other addresses: flows begin anew, on both engines.
    group.operation(
        at + scaling_apart,
        harness::scenario::PatchObject{
            "virtualservice",
            "vs1",
            fmt::format(
                R"({{"snat_ip":[{{"addr":"{}","type":"V4"}},{{"addr":"{}","type":"V4"}}]}})",
                to_string(snat_ips.at(0)), to_string(snat_ips.at(1))),
            {}});
    harness::scenario::PostAction beyond = scale_out("vs1");
    beyond.route.refusal_expected = true;
    group.operation(at + 2 * scaling_apart, beyond);
    group.watch_until(at + 3 * scaling_apart);
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "PLC-16",
        .sentence = "Scale-out ends at the number of source addresses; each engine uses one of its "
                    "own",
        .source = "K:source-nat-for-application-identification, M",
        .topology = "elastic_group",
        .needs = {"elastic_groups", "flow_spreading", "snat_ip"},
        .draw = draw,
        .checkers = {harness::check::refused(), harness::check::one_source_address_per_engine(),
                     harness::check::every_instance_serves(),
                     harness::check::everything_answers_at_end()},
        .defects = {"odd_address_towards_servers", "refusals_answered_with_success"},
    });
}

}  // namespace holdfast::properties::plc_16
