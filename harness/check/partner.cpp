// SPDX-License-Identifier: Apache-2.0
#include "harness/check/partner.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "harness/check/done_patches.h"
#include "harness/check/findings.h"

namespace holdfast::harness::check {

namespace {

std::set<std::string> names_of(const std::vector<MachineSpan>& machines) {
    std::set<std::string> names;
    for (const MachineSpan& one : machines) {
        names.insert(one.machine);
    }
    return names;
}

std::set<std::string> added_by_hand(const Recording& recording) {
    std::set<std::string> added;
    const std::string verb = "add_engine ";
    for (const PerformedOperation& done : recording.index().operations()) {
        if (done.operation.starts_with(verb) && done.outcome == history::OperationEvent::Type::ok) {
            const std::string rest = done.operation.substr(verb.size());
            added.insert(rest.substr(0, rest.find(' ')));
        }
    }
    return added;
}

/// At the end every service has exactly these as standby.
void judge_standbys(Findings& findings, const Recording& recording,
                    const std::set<std::string>& wanted) {
    const RuntimeSpan* last = recording.index().runtime_at(recording.index().end());
    if (last == nullptr) {
        return;
    }
    for (const auto& service : last->said->services) {
        findings.occurred();
        const std::set<std::string> standby(service.standby.begin(), service.standby.end());
        if (standby != wanted) {
            findings.problem(fmt::format("{} has standby [{}] instead of [{}]", service.name,
                                         fmt::join(standby, ", "), fmt::join(wanted, ", ")),
                             {at_line("runtime", last->history_line, last->from)});
        }
    }
}

Verdict judge_partner(const Recording& recording) {
    Findings findings("partner comes where it may");
    const auto& deployment = recording.scenario.deployment;
    const auto started = names_of(recording.index().machines());
    if (deployment.cloud.write_access && started.size() != 1) {
        findings.problem(
            fmt::format("the cloud started {} engines instead of the partner", started.size()));
    }
    judge_standbys(findings, recording,
                   deployment.cloud.write_access ? started : added_by_hand(recording));
    return std::move(findings).verdict(deployment.cloud.write_access
                                           ? "the partner came by itself"
                                           : "only the engine that was added became standby");
}

Verdict judge_moved(const Recording& recording) {
    Findings findings("moved partner is replaced where it may");
    for (const DonePatch& patch : done_patches(recording, "serviceengine")) {
        if (!patch.fields.contains("se_group_ref")) {
            continue;
        }
        std::vector<MachineSpan> since = recording.index().machines();
        std::erase_if(since,
                      [&](const MachineSpan& span) { return span.from < patch.done.invoked; });
        if (recording.scenario.deployment.cloud.write_access && since.size() != 1) {
            findings.problem(
                fmt::format("{} engines were started for {}", since.size(), patch.name),
                {patch.where()});
        }
        judge_standbys(findings, recording, names_of(since));
    }
    return std::move(findings).verdict("who stands behind the active engine is who may");
}

}  // namespace

Checker partner_comes_where_it_may() {
    return {"partner comes where it may", judge_partner};
}
Checker moved_partner_is_replaced_where_it_may() {
    return {"moved partner is replaced where it may", judge_moved};
}

}  // namespace holdfast::harness::check
