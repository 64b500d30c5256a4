// SPDX-License-Identifier: Apache-2.0
#include "harness/check/invariants.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "harness/check/cut_off.h"
#include "harness/check/findings.h"
#include "harness/check/index.h"

namespace holdfast::harness::check {

namespace {

/// HDL-10: was the earlier owner out of everybody's reach when the newcomer came?
bool guarded(const Recording& recording, const capture::Overlap& overlap) {
    const scenario::Budgets& budgets = recording.scenario.budgets;
    return recording.scenario.deployment.group.timers.dupip_frequency > 0ns &&
           out_of_reach(recording, overlap.late.node, overlap.newcomer.at) &&
           overlap.length <= budgets.two_owners;
}

void judge_overlaps(Findings& findings, const Recording& recording,
                    const capture::OwnershipTimeline& timeline) {
    for (const capture::Overlap& overlap : timeline.overlaps()) {
        if (guarded(recording, overlap)) {
            findings.saw(at_packet(overlap.late));
        } else {
            report_overlap(findings, timeline, overlap);
        }
    }
}

Verdict judge_single_owner(const Recording& recording) {
    Findings findings("INV-1 single owner");
    const Index& index = recording.index();
    for (const auto* timelines : {&index.ownership(), &index.cluster_ownership()}) {
        for (const auto& [address, timeline] : *timelines) {
            findings.occurred(timeline.claims().empty() ? 0 : 1);
            judge_overlaps(findings, recording, timeline);
        }
    }
    return std::move(findings).verdict("at no instant did an address have two owners on the wire");
}

/// The SE groups of a run and who belongs to them.
class Members {
  public:
    explicit Members(const scenario::Scenario& scenario) : deployment_(scenario.deployment) {
        for (const auto& scheduled : scenario.operations) {
            const auto* add = std::get_if<scenario::AddEngine>(&scheduled.operation);
            if (add == nullptr) {
                continue;
            }
            // A third engine of a pair is started to be refused: it never belongs there.
            const scenario::SeGroupSpec& group = *deployment_.find_group(add->group);
            if (!group.legacy() || deployment_.engines_in(group.name).size() < 2) {
                added_[group.name].push_back(add->node);
            }
        }
    }
    /// Does the node belong to this group? "": the first.
    bool within(const std::string& group, const std::string& node) const {
        const auto holds = [&](const std::vector<std::string>& engines) {
            return std::find(engines.begin(), engines.end(), node) != engines.end();
        };
        const auto added = added_.find(deployment_.find_group(group)->name);
        return holds(deployment_.engines_in(group)) ||
               (added != added_.end() && holds(added->second));
    }
    /// The group of whatever uses this address. Services that an operation makes, and floating
    /// addresses, belong to the first.
    std::string group_of(Ipv4Address address) const {
        for (const auto& service : deployment_.services) {
            if (service.vip == address || service.snat_ip == address) {
                return service.se_group;
            }
        }
        return "";
    }
    std::string group_of(const std::string& name) const {
        const auto* service = deployment_.find_service(name);
        return service == nullptr ? "" : service->se_group;
    }

  private:
    const scenario::Deployment& deployment_;
    std::map<std::string, std::vector<std::string>> added_;
};

/// FIP-11: the MAC behind a floating address is nobody's, so that nobody can be told by it.
bool may_be_virtual(const Recording& recording, const capture::Claim& claim) {
    const scenario::SeGroupSpec& group = recording.scenario.deployment.group;
    const auto& floating = group.floating_intf_ip;
    return group.enable_vmac && recording.topology.find(claim.node) == nullptr &&
           std::find(floating.begin(), floating.end(), claim.address) != floating.end();
}

Verdict judge_within_group(const Recording& recording) {
    Findings findings("INV-3 placed within the group");
    const Members members(recording.scenario);
    for (const RuntimeSpan& span : recording.index().runtime()) {
        for (const auto& service : span.said->services) {
            findings.occurred();
            for (const auto* list : {&service.active, &service.standby}) {
                for (const std::string& engine : *list) {
                    if (!members.within(members.group_of(service.name), engine)) {
                        findings.problem(fmt::format("{} is placed on {}, outside its SE group",
                                                     service.name, engine),
                                         {at_line("runtime", span.history_line, span.from)});
                    }
                }
            }
        }
    }
    for (const auto& [address, timeline] : recording.index().ownership()) {
        for (const capture::Claim& claim : timeline.claims()) {
            if (!members.within(members.group_of(address), claim.node) &&
                !may_be_virtual(recording, claim)) {
                findings.problem(fmt::format("{} is claimed by {}, outside the SE group",
                                             to_string(address), claim.node),
                                 {at_packet(claim)});
            }
        }
    }
    return std::move(findings).verdict("only engines of the group held its services");
}

}  // namespace

Checker single_owner() {
    return {"INV-1", judge_single_owner};
}
Checker placed_within_group() {
    return {"INV-3", judge_within_group};
}

}  // namespace holdfast::harness::check
