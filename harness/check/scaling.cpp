// SPDX-License-Identifier: Apache-2.0
#include "harness/check/scaling.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "harness/check/findings.h"
#include "harness/check/index.h"
#include "harness/check/scaling_requests.h"

namespace holdfast::harness::check {
namespace {

using scenario::SeGroupSpec;
using scenario::VirtualServiceSpec;

/// A service's instances as the operator has made them.
class Count {
  public:
    explicit Count(const SeGroupSpec& group) : group_(group), now_(group.min_scaleout_per_vs) {}

    std::size_t now() const { return now_; }
    bool at_maximum() const { return now_ >= group_.max_scaleout_per_vs; }
    bool at_minimum() const { return now_ <= group_.min_scaleout_per_vs; }
    void take(const ScalingRequest& request) {
        if (request.accepted() && request.action == "scaleout") {
            ++now_;
        } else if (request.accepted() && request.action == "scalein") {
            --now_;
        }
    }

  private:
    const SeGroupSpec& group_;
    std::size_t now_;
};

std::string joined(const std::vector<std::string>& names) {
    return names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "));
}

/// Every list that the system showed of the service in this time has so many engines.
void expect_count(Findings& findings, const Recording& recording, const ScalingRequest& request,
                  std::size_t wanted, Instant from, Instant to) {
    for (const RuntimeSpan& span : recording.index().runtime()) {
        const auto* said = span.service(request.service->name);
        if (span.to <= from || span.from >= to || said == nullptr) {
            continue;
        }
        if (said->se_list.size() != wanted) {
            findings.problem(
                fmt::format("{} is on {} ({}) instead of {} engines", request.service->name,
                            said->se_list.size(), joined(said->se_list), wanted),
                {request.where(), at_line("runtime", span.history_line, span.from)});
            return;
        }
    }
}

Verdict judge_counts(const Recording& recording) {
    Findings findings("instances follow the operator");
    for (const VirtualServiceSpec& service : recording.scenario.deployment.services) {
        std::vector<ScalingRequest> requests = scaling_requests_in(recording);
        std::erase_if(requests, [&](const ScalingRequest& r) { return r.service != &service; });
        if (requests.empty()) {
            continue;
        }
        Count count(*requests.front().group);
        for (std::size_t i = 0; i < requests.size(); ++i) {
            count.take(requests[i]);
            const Instant until =
                i + 1 < requests.size() ? requests[i + 1].done.invoked : recording.index().end();
            const Instant from = requests[i].answered() + scaling_max;
            if (requests[i].accepted() && from < until) {
                findings.occurred();
                expect_count(findings, recording, requests[i], count.now(), from, until);
            }
        }
    }
    return std::move(findings).verdict("every service was on as many engines as was asked for");
}

/// Requests of this kind are refused at the limit and accepted elsewhere.
Verdict judge_limit(const Recording& recording, const std::string& checker,
                    const std::string& action, bool (Count::*at_limit)() const) {
    Findings findings(checker);
    std::map<std::string, Count> counts;
    for (const ScalingRequest& request : scaling_requests_in(recording)) {
        Count& count = counts.try_emplace(request.service->name, *request.group).first->second;
        if (request.action == action) {
            const bool limit = (count.*at_limit)();
            findings.occurred(limit ? 1 : 0);
            if (limit && request.accepted()) {
                findings.problem(fmt::format("{} of {}, which has {} instances, was accepted",
                                             action, request.service->name, count.now()),
                                 {request.where()});
            } else if (!limit && !request.accepted()) {
                findings.problem(
                    fmt::format("{} of {}, which has {} instances, was refused: {}", action,
                                request.service->name, count.now(), request.done.message),
                    {request.where()});
            }
        }
        count.take(request);
    }
    return std::move(findings).verdict(action + " was refused exactly at the limit");
}

Verdict judge_hand_over(const Recording& recording) {
    Findings findings("primary hands over and leaves");
    const Index& index = recording.index();
    for (const ScalingRequest& request : scaling_requests_in(recording, "scalein")) {
        const std::vector<std::string> before =
            list_at(recording, request.service->name, request.done.invoked);
        const Instant left_by = request.answered() + scaling_max;
        if (!request.accepted() || !request.body.contains("scalein_primary") || before.empty() ||
            left_by > index.end()) {
            continue;
        }
        findings.occurred();
        const std::string& primary = before.front();
        const Instant owned_by = request.done.invoked + recording.scenario.budgets.failover;
        const auto owner = index.owner_of(*request.service, owned_by);
        if (!owner || *owner == primary) {
            findings.problem(fmt::format("{} was not owned by another engine than {} in time",
                                         request.service->name, primary),
                             {request.where()});
        }
        if (is_in(list_at(recording, request.service->name, left_by), primary)) {
            findings.problem(fmt::format("{} is still on {}", request.service->name, primary),
                             {request.where()});
        }
    }
    return std::move(findings).verdict("another engine owned the VIP, and the primary left");
}

/// The first such event of the service between the two; null: none.
const history::History::Found<history::SystemEvent>* event_of(
    const std::vector<history::History::Found<history::SystemEvent>>& events,
    const std::string& service, Instant from, Instant to) {
    const auto found = std::find_if(events.begin(), events.end(), [&](const auto& event) {
        return event.content->object == service && event.at >= from && event.at <= to;
    });
    return found == events.end() ? nullptr : &*found;
}

Verdict judge_hopeless(const Recording& recording, Duration timeout) {
    Findings findings("hopeless scale-out ends");
    const auto failures = recording.index().system_events("VS_SCALEOUT_FAILED");
    for (const ScalingRequest& request : scaling_requests_in(recording, "scaleout")) {
        const Instant late = request.answered() + timeout + scaling_max;
        if (!request.accepted() || late > recording.index().end()) {
            continue;
        }
        findings.occurred();
        const std::string& name = request.service->name;
        const auto* failed = event_of(failures, name, request.done.invoked, late);
        if (failed == nullptr) {
            findings.problem(fmt::format("VS_SCALEOUT_FAILED of {} was not reported within {}",
                                         name, to_short_string(late - request.answered())),
                             {request.where()});
            continue;
        }
        if (failed->at < request.done.invoked + timeout) {
            findings.problem(
                fmt::format("VS_SCALEOUT_FAILED of {} came after {}", name,
                            to_short_string(failed->at - request.done.invoked)),
                {request.where(), at_line("VS_SCALEOUT_FAILED", failed->line, failed->at)});
        }
        const auto before = list_at(recording, request.service->name, request.done.invoked);
        const auto after = list_at(recording, request.service->name, late);
        if (before != after) {
            findings.problem(
                fmt::format("{} was on {}, and is on {}", name, joined(before), joined(after)),
                {request.where()});
        }
    }
    return std::move(findings).verdict("it was given up after its time, and nothing had changed");
}

Verdict judge_shown(const Recording& recording) {
    Findings findings("missing instance is shown");
    const auto warnings = recording.index().system_events("VS_SE_HA_COMPROMISED");
    for (const ScalingRequest& request : scaling_requests_in(recording, "scaleout")) {
        if (!request.accepted()) {
            continue;
        }
        findings.occurred();
        const Instant from = request.done.invoked;
        if (event_of(warnings, request.service->name, from, from + scaling_max) == nullptr) {
            findings.problem(
                fmt::format("nothing told that {} lacks an instance", request.service->name),
                {request.where()});
        }
    }
    return std::move(findings).verdict("VS_SE_HA_COMPROMISED told of the missing instance");
}

Verdict judge_failed_migration(const Recording& recording) {
    Findings findings("failed migration changes nothing");
    const Index& index = recording.index();
    const auto failures = index.system_events("VS_MIGRATE_FAILED");
    for (const ScalingRequest& request : scaling_requests_in(recording, "migrate")) {
        const auto before = list_at(recording, request.service->name, request.done.invoked);
        if (!request.accepted() || before.empty()) {
            continue;
        }
        findings.occurred();
        const std::string& name = request.service->name;
        const std::string& source = before.front();
        if (event_of(failures, name, request.done.invoked, index.end()) == nullptr) {
            findings.problem("VS_MIGRATE_FAILED of " + name + " was not reported",
                             {request.where()});
        }
        for (const capture::Claim& claim : index.ownership_of(request.service->vip)
                                               .claims_between(request.done.invoked, index.end())) {
            if (claim.node != source) {
                findings.problem(fmt::format("{} claimed the VIP of {}", claim.node, name),
                                 {request.where(), at_packet(claim)});
                break;
            }
        }
        const auto after = list_at(recording, request.service->name, index.end());
        if (!is_in(after, source) || is_in(after, request.engine("to_se_ref"))) {
            findings.problem(fmt::format("{} is on {} at the end", name, joined(after)),
                             {request.where()});
        }
    }
    return std::move(findings).verdict("the service stayed where it was, and the failure was told");
}

}  // namespace

Checker instances_follow_the_operator() {
    return {"instances follow the operator", judge_counts};
}
Checker scale_out_ends_at_maximum() {
    return {"scale-out ends at the maximum", [](const Recording& recording) {
                return judge_limit(recording, "scale-out ends at the maximum", "scaleout",
                                   &Count::at_maximum);
            }};
}
Checker scale_in_ends_at_minimum() {
    return {"scale-in ends at the minimum", [](const Recording& recording) {
                return judge_limit(recording, "scale-in ends at the minimum", "scalein",
                                   &Count::at_minimum);
            }};
}
Checker primary_hands_over_and_leaves() {
    return {"primary hands over and leaves", judge_hand_over};
}
Checker hopeless_scale_out_ends(Duration timeout) {
    return {"hopeless scale-out ends",
            [timeout](const Recording& recording) { return judge_hopeless(recording, timeout); }};
}
Checker missing_instance_is_shown() {
    return {"missing instance is shown", judge_shown};
}
Checker failed_migration_changes_nothing() {
    return {"failed migration changes nothing", judge_failed_migration};
}

}  // namespace holdfast::harness::check
