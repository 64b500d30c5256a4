// SPDX-License-Identifier: Apache-2.0
#include "harness/check/virtual_mac.h"

#include <fmt/format.h>

#include <set>

#include "harness/check/findings.h"
#include "harness/check/moves.h"

namespace holdfast::harness::check {

namespace {

/// Of these claims; a node's name where it is an interface's (capture::Claim).
std::set<std::string> macs_in(const std::vector<capture::Claim>& claims) {
    std::set<std::string> macs;
    for (const capture::Claim& claim : claims) {
        macs.insert(claim.node);
    }
    return macs;
}

void judge_mac_of(Findings& findings, const Recording& recording, const Move& failure,
                  Ipv4Address address) {
    const auto& timeline = recording.index().ownership_of(address);
    const auto before = timeline.claims_between(recording.index().begin(), failure.at);
    const auto after = timeline.claims_between(failure.at + on_its_way_max, failure.until);
    const Evidence cause = at_line(failure.what, failure.history_line, failure.at);
    findings.occurred();
    if (before.empty() || after.empty()) {
        findings.problem(fmt::format("nobody answered for {} {} {}", to_string(address),
                                     before.empty() ? "before" : "after", failure.what),
                         {cause});
        return;
    }
    std::set<std::string> macs = macs_in(before);
    macs.merge(macs_in(after));
    if (macs.size() > 1) {
        findings.problem(fmt::format("{} had more than one MAC around {}: {}", to_string(address),
                                     failure.what, fmt::join(macs, ", ")),
                         {at_packet(before.back()), cause, at_packet(after.front())});
    } else if (recording.topology.find(*macs.begin()) != nullptr) {
        findings.problem(fmt::format("{} has the MAC of {}, which is no virtual one",
                                     to_string(address), *macs.begin()),
                         {at_packet(before.back())});
    } else {
        findings.saw(at_packet(after.front()));
    }
}

Verdict judge_virtual_macs(const Recording& recording) {
    Findings findings("floating addresses keep their MAC");
    for (const Move& failure : failures_in(recording)) {
        if (services_owned_by(recording, failure.engine, failure.at).empty()) {
            continue;
        }
        for (const Ipv4Address address : recording.scenario.deployment.group.floating_intf_ip) {
            judge_mac_of(findings, recording, failure, address);
        }
    }
    return std::move(findings).verdict("one MAC behind each floating address");
}

}  // namespace

Checker floating_addresses_keep_their_mac() {
    return {"floating addresses keep their MAC", judge_virtual_macs};
}

}  // namespace holdfast::harness::check
