// SPDX-License-Identifier: Apache-2.0
#include "harness/check/recovery.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/capture/flow_analysis.h"
#include "harness/check/fidelity.h"
#include "harness/check/findings.h"
#include "harness/check/moves.h"

namespace holdfast::harness::check {

namespace {

Verdict judge_answers_at_end(const Recording& recording) {
    Findings findings("everything answers at the end");
    const Index& index = recording.index();
    findings.occurred();
    if (const auto given_up = recording.history.phase("not_recovered")) {
        findings.problem(
            fmt::format("not every service answered within {} after the last fault was healed",
                        to_short_string(recording.scenario.budgets.recovery)));
    }
    const auto quiet = recording.history.phase("quiet");
    for (const auto& service : recording.scenario.deployment.services) {
        for (const workload::ProbeFlow* flow : index.flows_of(service.name)) {
            // Replies to the last packets may still be on their way when the workload stops.
            const auto analysis =
                capture::analyse(*flow, {quiet.value_or(index.end()), index.end() - 200ms});
            if (analysis.lost > 0 && analysis.timestamp_based.low > noise_floor(recording)) {
                findings.problem(
                    fmt::format("flow {} of {} lost {} packets in the quiet time after recovery",
                                flow->id, service.name, analysis.lost));
            }
        }
    }
    return std::move(findings).verdict("every service answered when everything was healed");
}

/// The time from the failure of the last engine until the first one was started again.
std::optional<Span> both_down(const Recording& recording) {
    for (const InjectedFault& fault : recording.index().faults()) {
        if (engines_alive_at(recording, fault.at).empty()) {
            return Span{fault.at, recording.index().next_disturbance(fault.at)};
        }
    }
    return std::nullopt;
}

void judge_darkness(Findings& findings, const Recording& recording, const Span& dark) {
    const RuntimeSpan* runtime = recording.index().runtime_at(dark.to - 1ns);
    for (const auto& service : recording.scenario.deployment.services) {
        const auto* said = runtime == nullptr ? nullptr : runtime->service(service.name);
        if (said != nullptr && said->oper_state == "OPER_UP") {
            findings.problem(
                fmt::format("{} is said to be up while both engines are down", service.name),
                {at_line("runtime", runtime->history_line, runtime->from)});
        }
    }
}

Verdict judge_first_back(const Recording& recording) {
    Findings findings("first engine back serves all");
    const auto dark = both_down(recording);
    if (!dark) {
        return std::move(findings).verdict("the pair was never down as a whole");
    }
    findings.occurred();
    judge_darkness(findings, recording, *dark);
    const auto alive = engines_alive_at(recording, dark->to);
    const Instant next = recording.index().next_disturbance(dark->to);
    if (alive.empty() || next - dark->to < recording.scenario.budgets.failover) {
        findings.testbed_trouble("the second engine came back before the first could be judged");
        return std::move(findings).verdict("");
    }
    for (const auto& service : recording.scenario.deployment.services) {
        const auto claim =
            recording.index().ownership_of(service.vip).first_claim_of(alive.front(), dark->to);
        if (!claim || claim->at > dark->to + recording.scenario.budgets.failover) {
            findings.problem(fmt::format("{} came back first and did not take {} within {}",
                                         alive.front(), service.name,
                                         to_short_string(recording.scenario.budgets.failover)));
        } else {
            findings.saw(at_packet(*claim));
        }
    }
    return std::move(findings).verdict("the first engine back served every service");
}

Verdict judge_outside(const Recording& recording) {
    Findings findings("nobody outside takes over");
    const auto& deployment = recording.scenario.deployment;
    const auto own = deployment.engines_in("");
    const auto belongs = [&](const std::string& node) {
        return std::find(own.begin(), own.end(), node) != own.end();
    };
    for (const InjectedFault& fault : recording.index().faults()) {
        const auto alive = engines_alive_at(recording, fault.at);
        if (std::none_of(alive.begin(), alive.end(), belongs)) {
            findings.occurred();
            findings.saw(at_line(fault.text, fault.history_line, fault.at));
        }
    }
    for (const auto& service : deployment.services) {
        if (deployment.find_group(service.se_group) != &deployment.group) {
            continue;
        }
        for (const auto& claim : recording.index().ownership_of(service.vip).claims()) {
            if (!belongs(claim.node)) {
                findings.problem(fmt::format("{}, which is outside the group, answers for {}",
                                             claim.node, service.name),
                                 {at_packet(claim)});
                break;
            }
        }
    }
    return std::move(findings).verdict("the group was dead, and nobody outside it answered");
}

}  // namespace

Checker nobody_outside_takes_over() {
    return {"nobody outside takes over", judge_outside};
}
Checker everything_answers_at_end() {
    return {"everything answers at the end", judge_answers_at_end};
}
Checker first_engine_back_serves_all() {
    return {"first engine back serves all", judge_first_back};
}

}  // namespace holdfast::harness::check
