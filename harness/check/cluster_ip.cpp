// SPDX-License-Identifier: Apache-2.0
#include "harness/check/cluster_ip.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/check/fidelity.h"
#include "harness/check/findings.h"
#include "harness/check/index.h"

namespace holdfast::harness::check {

namespace {

// An announcement is meant to beat the first stale packet; one question of the observer and the
// scheduling of a busy machine stay well below this.
constexpr Duration announcement_after_claim_max = 200ms;

// A claim was made a little before the wire shows it, and the word that its sender follows was
// given a little before it is recorded: two polls.
constexpr Duration word_lags_max = 20ms;
// Who led for less than the time between two questions was never heard to say so.
constexpr Duration unheard_lead_max = 20ms;

void judge_claim(Findings& findings, const Recording& recording, const capture::Claim& claim) {
    const Index& index = recording.index();
    if (!index.is_controller(claim.node)) {
        findings.problem(fmt::format("{}, which is no controller, answers for {}", claim.node,
                                     to_string(claim.address)),
                         {at_packet(claim)});
        return;
    }
    const ClusterSpan* span = index.cluster_at(claim.node, claim.at);
    const bool follows =
        span != nullptr && span->said->answered && !span->said->leads() && claim.at <= span->until;
    if (follows && claim.at - span->from > word_lags_max + noise_floor(recording)) {
        findings.problem(fmt::format("{} answers for {} while it says that it does not lead",
                                     claim.node, to_string(claim.address)),
                         {at_packet(claim), at_line("its word", span->history_line, span->from)});
    }
}

void judge_tenure(Findings& findings, const Recording& recording,
                  const capture::OwnershipTimeline& timeline, const capture::Tenure& tenure) {
    const bool may_lead = recording.index().is_controller(tenure.node);
    if (may_lead && tenure.last.at - tenure.first.at <= unheard_lead_max) {
        return;
    }
    for (const capture::Claim& claim :
         timeline.claims_between(tenure.first.at - 1ns, tenure.last.at)) {
        if (claim.node == tenure.node) {
            judge_claim(findings, recording, claim);
        }
    }
}

Verdict judge_one_owner(const Recording& recording) {
    Findings findings("one cluster IP owner");
    for (const auto& [address, timeline] : recording.index().cluster_ownership()) {
        findings.occurred(static_cast<int>(timeline.tenures().size()));
        find_overlaps(findings, timeline);
        for (const capture::Tenure& tenure : timeline.tenures()) {
            judge_tenure(findings, recording, timeline, tenure);
            findings.saw(at_packet(tenure.first));
        }
    }
    return std::move(findings).verdict(
        "no two overlap, and only the leader answered for the cluster IP");
}

void judge_announcement(Findings& findings, const capture::OwnershipTimeline& timeline,
                        const capture::Tenure& tenure) {
    findings.occurred();
    const auto announced = timeline.first_announcement_of(tenure.node, tenure.first.at - 1ns);
    if (!announced || announced->at - tenure.first.at > announcement_after_claim_max) {
        findings.problem(fmt::format("{} took the cluster IP {} without a gratuitous ARP within {}",
                                     tenure.node, to_string(timeline.address()),
                                     to_short_string(announcement_after_claim_max)),
                         {at_packet(tenure.first)});
        return;
    }
    findings.saw(at_packet(*announced));
}

Verdict judge_cluster_ip_announced(const Recording& recording) {
    Findings findings("cluster IP announced");
    for (const auto& [address, timeline] : recording.index().cluster_ownership()) {
        std::string owner;
        for (const capture::Tenure& tenure : timeline.tenures()) {
            if (tenure.node != owner) {
                judge_announcement(findings, timeline, tenure);
            }
            owner = tenure.node;
        }
    }
    return std::move(findings).verdict("every new owner announced the cluster IP");
}

}  // namespace

Checker one_cluster_ip_owner() {
    return {"one cluster IP owner", judge_one_owner};
}
Checker cluster_ip_announced() {
    return {"cluster IP announced", judge_cluster_ip_announced};
}

}  // namespace holdfast::harness::check
