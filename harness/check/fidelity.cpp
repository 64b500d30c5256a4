// SPDX-License-Identifier: Apache-2.0
#include "harness/check/fidelity.h"

#include <fmt/format.h>

#include "harness/check/findings.h"

namespace holdfast::harness::check {

namespace {

void judge_clockwork(Findings& findings, const Recording& recording,
                     const history::History::Found<history::FidelityRecorded>& found) {
    const history::FidelityRecorded& fidelity = *found.content;
    const Evidence where = at_line("fidelity", found.line, found.at);
    const Duration limit = noise_limit(recording.scenario);
    if (fidelity.capture_drops > 0) {
        findings.testbed_trouble(
            fmt::format("the capture dropped {} frames", fidelity.capture_drops), {where});
    }
    if (fidelity.sender_gap_max > limit) {
        findings.testbed_trouble(
            fmt::format("a probe sender paused for {}, more than {}",
                        to_short_string(fidelity.sender_gap_max), to_short_string(limit)),
            {where});
    }
    if (fidelity.control_gap_max > limit) {
        findings.testbed_trouble(
            fmt::format("the control flow paused for {}, more than {}",
                        to_short_string(fidelity.control_gap_max), to_short_string(limit)),
            {where});
    }
}

Verdict judge_fidelity(const Recording& recording) {
    Findings findings("fidelity");
    for (const auto& found : recording.history.all<history::Trouble>()) {
        findings.testbed_trouble(found.content->what, {at_line("trouble", found.line, found.at)});
    }
    for (const auto& found : recording.history.all<history::FidelityRecorded>()) {
        findings.occurred();
        judge_clockwork(findings, recording, found);
    }
    return std::move(findings).verdict("the testbed was on time and lost nothing of its own");
}

}  // namespace

Duration noise_limit(const scenario::Scenario& scenario) {
    return scenario.budgets.failover / 10;
}

std::optional<Verdict> starved(const Recording& recording) {
    const Duration bound = recording.scenario.budgets.failover;
    for (const auto& found : recording.history.all<history::FidelityRecorded>()) {
        if (found.content->starved_max > bound / 4) {
            return Verdict{
                Outcome::invalid,
                "fidelity",
                fmt::format("it failed, but within {} its programs found no processor for {} in "
                            "all, more than {}",
                            to_short_string(bound), to_short_string(found.content->starved_max),
                            to_short_string(bound / 4)),
                {at_line("fidelity", found.line, found.at)},
                {},
                1};
        }
    }
    return std::nullopt;
}

Duration noise_floor(const Recording& recording) {
    return recording.history.run().testbed == "sim" ? Duration{} : noise_limit(recording.scenario);
}

Checker fidelity_gate() {
    return {"fidelity", judge_fidelity};
}

}  // namespace holdfast::harness::check
