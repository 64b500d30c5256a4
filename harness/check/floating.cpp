// SPDX-License-Identifier: Apache-2.0
#include "harness/check/floating.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <optional>

#include "harness/check/done_patches.h"
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

/// The operator's changes that FIP-9 is about, as the history has them.
struct Cycle {
    std::optional<DonePatch> change;    ///< of the list
    std::optional<DonePatch> disabled;  ///< the first service
    std::optional<DonePatch> idle;      ///< the last one: all are disabled then
};

Cycle cycle_in(const Recording& recording) {
    Cycle cycle;
    for (const DonePatch& patch : done_patches(recording, "serviceenginegroup")) {
        if (patch.fields.contains("floating_intf_ip")) {
            cycle.change = patch;
        }
    }
    for (const DonePatch& patch : done_patches(recording, "virtualservice")) {
        const boost::json::value* enabled = patch.fields.if_contains("enabled");
        if (enabled != nullptr && !enabled->as_bool()) {
            cycle.disabled = cycle.disabled ? cycle.disabled : patch;
            cycle.idle = patch;
        }
    }
    return cycle;
}

// The word to the engine, and the observer's next questions.
constexpr Duration change_max = 300ms;

Verdict judge_change(const Recording& recording) {
    Findings findings("floating change waits for services");
    const Cycle cycle = cycle_in(recording);
    if (!cycle.change || !cycle.idle) {
        return std::move(findings).verdict("");
    }
    const Instant idle = *cycle.idle->done.completed + change_max;
    const std::string fields = boost::json::serialize(cycle.change->fields);
    const Evidence change = cycle.change->where();
    for (const Ipv4Address address : recording.scenario.deployment.group.floating_intf_ip) {
        findings.occurred();
        const auto& timeline = recording.index().ownership_of(address);
        const bool stays = fields.find(to_string(address)) != std::string::npos;
        for (const auto& gap :
             timeline.gaps(cycle.change->done.invoked, cycle.disabled->done.invoked)) {
            if (gap.length() > change_max) {
                findings.problem(fmt::format("nobody answered for {} for {} before a service was "
                                             "disabled",
                                             to_string(address), to_short_string(gap.length())),
                                 {change});
            }
        }
        const auto late = timeline.claims_between(idle, recording.index().end());
        if (stays == late.empty()) {
            findings.problem(fmt::format("{} is {}in the list, and {} answered for it once all "
                                         "services had been disabled",
                                         to_string(address), stays ? "" : "not ",
                                         late.empty() ? "nobody" : late.front().node),
                             {change});
        }
    }
    return std::move(findings).verdict("the list changed when no service used it");
}

}  // namespace

Checker floating_change_waits_for_services() {
    return {"floating change waits for services", judge_change};
}
Checker floating_lists_follow_tags() {
    return {"floating lists follow tags", judge_floating_lists};
}

}  // namespace holdfast::harness::check
