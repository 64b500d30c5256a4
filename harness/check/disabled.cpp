// SPDX-License-Identifier: Apache-2.0
#include "harness/check/disabled.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "harness/check/findings.h"
#include "harness/check/index.h"
#include "harness/scenario/operation.h"

namespace holdfast::harness::check {

namespace {

struct Disabling {
    std::string engine;
    Instant at;
    Evidence where;
};

std::vector<Disabling> disablings_in(const Recording& recording) {
    std::vector<Disabling> found;
    for (const PerformedOperation& performed : recording.index().operations()) {
        const auto operation = scenario::parse_operation(performed.operation);
        const auto* patch = operation ? std::get_if<scenario::PatchObject>(&*operation) : nullptr;
        if (patch != nullptr && patch->collection == "serviceengine" && performed.completed &&
            patch->fields.find("SE_STATE_DISABLED") != std::string::npos &&
            performed.outcome == history::OperationEvent::Type::ok) {
            found.push_back(
                {patch->name, *performed.completed,
                 at_line(performed.operation, performed.history_line, performed.invoked)});
        }
    }
    return found;
}

std::set<std::string> services_known_at(const Recording& recording, Instant at) {
    std::set<std::string> names;
    if (const RuntimeSpan* span = recording.index().runtime_at(at)) {
        for (const auto& service : span->said->services) {
            names.insert(service.name);
        }
    }
    return names;
}

bool is_on(const history::ServiceRuntime& service, const std::string& engine) {
    for (const auto& engines : {service.active, service.standby, service.se_list}) {
        if (std::find(engines.begin(), engines.end(), engine) != engines.end()) {
            return true;
        }
    }
    return false;
}

void judge_runtime(Findings& findings, const Recording& recording, const Disabling& disabling) {
    const auto known = services_known_at(recording, disabling.at);
    std::set<std::string> seen;
    for (const RuntimeSpan& span : recording.index().runtime()) {
        for (const auto& service : span.said->services) {
            if (span.from < disabling.at || known.contains(service.name)) {
                continue;
            }
            findings.occurred(seen.insert(service.name).second ? 1 : 0);
            if (is_on(service, disabling.engine)) {
                findings.problem(
                    fmt::format("{} is on {}, which was disabled before it came", service.name,
                                disabling.engine),
                    {disabling.where, at_line("runtime", span.history_line, span.from)});
            }
        }
    }
}

void judge_wire(Findings& findings, const Recording& recording, const Disabling& disabling) {
    for (const auto& scheduled : recording.scenario.operations) {
        const auto* create = std::get_if<scenario::CreateVirtualService>(&scheduled.operation);
        if (create == nullptr) {
            continue;
        }
        const auto claim = recording.index()
                               .ownership_of(create->vip)
                               .first_claim_of(disabling.engine, disabling.at);
        if (claim) {
            findings.problem(fmt::format("{} claims {} of {}", disabling.engine,
                                         to_string(create->vip), create->name),
                             {disabling.where, at_packet(*claim)});
        }
    }
}

Verdict judge_disabled(const Recording& recording) {
    Findings findings("disabled engine gets nothing new");
    for (const Disabling& disabling : disablings_in(recording)) {
        judge_runtime(findings, recording, disabling);
        judge_wire(findings, recording, disabling);
    }
    return std::move(findings).verdict("new services went to other engines");
}

}  // namespace

Checker disabled_engine_gets_nothing_new() {
    return {"disabled engine gets nothing new", judge_disabled};
}

}  // namespace holdfast::harness::check
