// SPDX-License-Identifier: Apache-2.0
#include "harness/check/membership.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/check/findings.h"
#include "harness/check/index.h"

namespace holdfast::harness::check {

namespace {

void judge_engine(Findings& findings, const Recording& recording,
                  const PerformedOperation& operation, const std::string& engine) {
    findings.occurred();
    const Evidence where = at_line(operation.operation, operation.history_line, operation.invoked);
    if (operation.outcome != history::OperationEvent::Type::fail) {
        findings.problem(fmt::format("{} was not refused: {}", engine, operation.message), {where});
    }
    for (const RuntimeSpan& span : recording.index().runtime()) {
        for (const auto& service : span.said->services) {
            const auto placed = [&](const auto& list) {
                return std::find(list.begin(), list.end(), engine) != list.end();
            };
            if (placed(service.active) || placed(service.standby)) {
                findings.problem(fmt::format("{} was given {}", engine, service.name),
                                 {at_line("runtime", span.history_line, span.from)});
            }
        }
    }
    for (const auto& [address, timeline] : recording.index().ownership()) {
        if (const auto claim = timeline.first_claim_of(engine, recording.index().begin())) {
            findings.problem(fmt::format("{} claimed {}", engine, to_string(address)),
                             {at_packet(*claim)});
        }
    }
}

Verdict judge_third_engine(const Recording& recording) {
    Findings findings("third engine refused");
    const std::string verb = "add_engine ";
    for (const PerformedOperation& operation : recording.index().operations()) {
        if (operation.operation.starts_with(verb)) {
            judge_engine(findings, recording, operation, operation.operation.substr(verb.size()));
        }
    }
    return std::move(findings).verdict("the third engine was refused");
}

}  // namespace

Checker third_engine_refused() {
    return {"third engine refused", judge_third_engine};
}

}  // namespace holdfast::harness::check
