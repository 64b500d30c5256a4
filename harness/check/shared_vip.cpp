// SPDX-License-Identifier: Apache-2.0
#include "harness/check/shared_vip.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "harness/check/done_patches.h"
#include "harness/check/fidelity.h"
#include "harness/check/findings.h"
#include "harness/check/index.h"

namespace holdfast::harness::check {

namespace {

namespace json = boost::json;

// The operator's word to the engines, and their releases or first answers.
constexpr Duration enabling_max = 300ms;

/// A service that a request created, and the deployment's one whose VIP it uses.
struct Second {
    std::string name;
    const scenario::VirtualServiceSpec* of = nullptr;
    Instant created;
};

std::vector<Second> seconds_in(const Recording& recording) {
    const std::string verb = "create virtualservice ";
    std::vector<Second> seconds;
    for (const PerformedOperation& done : recording.index().operations()) {
        if (!done.operation.starts_with(verb) || !done.completed ||
            done.outcome != history::OperationEvent::Type::ok) {
            continue;
        }
        const json::object body = json::parse(done.operation.substr(verb.size())).as_object();
        const std::string vip(body.at("vsvip_ref").as_string());
        for (const auto& service : recording.scenario.deployment.services) {
            if (vip.ends_with("name=" + service.name + "-vip")) {
                seconds.push_back(
                    {std::string(body.at("name").as_string()), &service, *done.completed});
            }
        }
    }
    return seconds;
}

/// A time in which the same services of the VIP are enabled, as far as the operator was told.
struct Stretch {
    Instant from;  ///< the operator was told so
    Instant to;    ///< he wants something else
    std::set<std::string> enabled;
    Evidence where;
};

std::vector<Stretch> stretches(const Recording& recording, const Second& second) {
    const std::set<std::string> both = {second.name, second.of->name};
    std::vector<Stretch> out = {{second.created, recording.index().end(), both, {}}};
    for (const DonePatch& patch : done_patches(recording, "virtualservice")) {
        const json::value* enabled = patch.fields.if_contains("enabled");
        if (enabled == nullptr || !both.contains(patch.name)) {
            continue;
        }
        Stretch next = out.back();
        out.back().to = patch.done.invoked;
        next.from = *patch.done.completed;
        next.where = patch.where();
        if (enabled->as_bool()) {
            next.enabled.insert(patch.name);
        } else {
            next.enabled.erase(patch.name);
        }
        out.push_back(std::move(next));
    }
    return out;
}

void judge_stretch(Findings& findings, const Recording& recording, const Ipv4Address vip,
                   const Stretch& stretch) {
    const auto& timeline = recording.index().ownership_of(vip);
    const Instant settled = stretch.from + enabling_max + noise_floor(recording);
    if (settled >= stretch.to) {
        return;
    }
    findings.occurred();
    const auto claims = timeline.claims_between(settled, stretch.to);
    if (stretch.enabled.empty()) {
        if (!claims.empty()) {
            findings.problem(fmt::format("{} answers for {}, and every service on it is disabled",
                                         claims.front().node, to_string(vip)),
                             {stretch.where, at_packet(claims.front())});
        }
        return;
    }
    // Five questions in a row: what checkers of stability allow, too.
    const Duration pause_max = 5 * timeline.interval() + noise_floor(recording);
    const auto gaps = timeline.gaps(settled, stretch.to);
    const bool paused = std::any_of(gaps.begin(), gaps.end(), [&](const capture::Gap& gap) {
        return gap.length() > pause_max;
    });
    if (paused || claims.empty()) {
        findings.problem(fmt::format("nobody answers for {}, and {} on it is enabled",
                                     to_string(vip), *stretch.enabled.begin()),
                         {stretch.where});
    }
}

Verdict judge_shared_vips(const Recording& recording) {
    Findings findings("VIP answers until its last service is disabled");
    for (const Second& second : seconds_in(recording)) {
        for (const Stretch& stretch : stretches(recording, second)) {
            judge_stretch(findings, recording, second.of->vip, stretch);
        }
    }
    return std::move(findings).verdict("the VIP was there as long as a service on it");
}

}  // namespace

Checker vip_answers_until_its_last_service_is_disabled() {
    return {"VIP answers until its last service is disabled", judge_shared_vips};
}

}  // namespace holdfast::harness::check
