// SPDX-License-Identifier: Apache-2.0
#include "harness/check/cluster_ip_period.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/check/fidelity.h"
#include "harness/check/findings.h"
#include "harness/check/index.h"
#include "harness/scenario/cluster_time.h"

namespace holdfast::harness::check {

namespace {

void judge_tenure(Findings& findings, const capture::OwnershipTimeline& timeline,
                  const capture::Tenure& tenure, Duration period, Duration tolerance) {
    const auto taken = timeline.first_announcement_of(tenure.node, tenure.first.at - 1ns);
    if (!taken) {
        return;  // CIP-2 has something to say of it
    }
    Instant due = taken->at + period;
    while (due + tolerance <= tenure.last.at) {
        findings.occurred();
        const auto again = timeline.first_announcement_of(tenure.node, due - tolerance - 1ns);
        if (!again || again->at > due + tolerance) {
            findings.problem(
                fmt::format("{} holds {} since {}, but did not announce it at {}", tenure.node,
                            to_string(timeline.address()), to_string(taken->at), to_string(due)),
                {at_packet(*taken)});
            return;
        }
        findings.saw(at_packet(*again));
        due = again->at + period;  // each period begins with the announcement before it
    }
}

}  // namespace

Checker cluster_ip_announced_again() {
    return {"cluster IP announced again", [](const Recording& recording) {
                Findings findings("cluster IP announced again");
                const Duration period =
                    scenario::cluster_ip_period(recording.scenario.deployment.cluster);
                const Duration tolerance = std::max(period / 10, noise_floor(recording));
                for (const auto& [address, timeline] : recording.index().cluster_ownership()) {
                    for (const capture::Tenure& tenure : timeline.tenures()) {
                        judge_tenure(findings, timeline, tenure, period, tolerance);
                    }
                }
                return std::move(findings).verdict("announced every " + to_short_string(period));
            }};
}

}  // namespace holdfast::harness::check
