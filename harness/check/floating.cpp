// SPDX-License-Identifier: Apache-2.0
#include "harness/check/floating.h"

#include <fmt/format.h>

#include "harness/check/findings.h"
#include "harness/check/moves.h"

namespace holdfast::harness::check {

namespace {

/// Who owns the VIPs that a list of this tag belongs to; "": services of the tag are not on one
/// engine, or there is none.
std::string owner_of_tag(const Recording& recording, int tag, Instant at) {
    const scenario::Deployment& deployment = recording.scenario.deployment;
    std::string owner;
    for (const scenario::VirtualServiceSpec& service : deployment.services) {
        const bool counts = !deployment.group.distribute_load_active_standby ||
                            service.active_standby_se_tag == tag;
        if (!counts) {
            continue;
        }
        const std::string one = recording.index().owner_of(service, at).value_or("nobody");
        if (!owner.empty() && owner != one) {
            return "";
        }
        owner = one;
    }
    return owner;
}

void judge_list(Findings& findings, const Recording& recording,
                const std::vector<Ipv4Address>& list, int tag, const Span& span) {
    const Instant at = span.to - 1ns;
    const std::string expected = owner_of_tag(recording, tag, at);
    if (expected.empty()) {
        return;
    }
    for (const Ipv4Address address : list) {
        findings.occurred();
        const auto& timeline = recording.index().ownership_of(address);
        const std::string owner = timeline.owner_at(at).value_or("nobody");
        if (owner != expected) {
            findings.problem(fmt::format("{} of list {} is owned by {}, its services by {}",
                                         to_string(address), tag, owner, expected));
        }
        for (const auto& claim : timeline.claims_between(span.from, span.to)) {
            if (claim.node != owner) {
                findings.problem(fmt::format("{} answered for {}, which is {}'s", claim.node,
                                             to_string(address), owner),
                                 {at_packet(claim)});
                break;
            }
        }
    }
}

Verdict judge_floating_lists(const Recording& recording) {
    Findings findings("floating lists follow tags");
    const scenario::SeGroupSpec& group = recording.scenario.deployment.group;
    for (const Span& span : settled_spans(recording)) {
        judge_list(findings, recording, group.floating_intf_ip, 1, span);
        judge_list(findings, recording, group.floating_intf_ip_se_2, 2, span);
    }
    return std::move(findings).verdict("each floating address was where its services were");
}

}  // namespace

Checker floating_lists_follow_tags() {
    return {"floating lists follow tags", judge_floating_lists};
}

}  // namespace holdfast::harness::check
