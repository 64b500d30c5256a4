// SPDX-License-Identifier: Apache-2.0
// Every engine that the group may have is there when one more service takes a place of the buffer.
#include "harness/check/capacity.h"
#include "harness/check/engine_count.h"
#include "harness/check/recovery.h"
#include "harness/check/replacement.h"
#include "harness/check/traffic.h"
#include "harness/property.h"
#include "properties/group_scenario.h"

namespace holdfast::properties::eln_12 {

namespace {

harness::scenario::Scenario draw(const Draw& draw) {
    auto group = GroupScenario::n_plus_m(draw, "ELN-12");
    const auto each = static_cast<std::uint32_t>(draw.chance.between(1, 3));
    group.cloud(4).buffer(1).max_se(2).max_vs_per_se(each);
    group.services(static_cast<int>(each));
    group.operation(group.some_time(), group.one_more_service("one-more"));
    return group.scenario();
}

}  // namespace

void register_rule() {
    harness::register_property({
        .rule = "ELN-12",
        .sentence = "At max_se the buffer may be used for new services, and that is reported",
        .source = "K:elastic-ha-for-avi-service-engines-16-2, M",
        .topology = "elastic_cloud",
        .needs = {"elastic_groups", "write_access"},
        .draw = draw,
        .checkers = {harness::check::buffer_shortage_is_told(),
                     harness::check::starts_on_least_loaded("one-more"),
                     harness::check::never_more_engines_than_max_se(),
                     harness::check::load_within_limit(),
                     harness::check::operations_disturb_nothing(),
                     harness::check::everything_answers_at_end()},
        .defects = {"engine_limit_ignored", "buffer_use_unreported"},
    });
}

}  // namespace holdfast::properties::eln_12
