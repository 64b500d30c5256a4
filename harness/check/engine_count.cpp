// SPDX-License-Identifier: Apache-2.0
#include "harness/check/engine_count.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "harness/check/cloud_view.h"
#include "harness/check/done_patches.h"
#include "harness/check/findings.h"
#include "harness/check/moves.h"

namespace holdfast::harness::check {

namespace {

/// M as the operator had set it then.
std::size_t buffer_at(const Recording& recording, Instant at) {
    std::size_t buffer = recording.scenario.deployment.group.buffer_se;
    for (const DonePatch& patch : done_patches(recording, "serviceenginegroup")) {
        const auto* changed = patch.fields.if_contains("buffer_se");
        if (changed != nullptr && *patch.done.completed <= at) {
            buffer = changed->to_number<std::size_t>();
        }
    }
    return buffer;
}

NeededEngines needed_at(const Recording& recording, Instant at) {
    return needed_engines(recording.scenario.deployment, services_at(recording, at).size(),
                          buffer_at(recording, at));
}

void judge_count(Findings& findings, const Recording& recording, Instant at, std::size_t count) {
    const NeededEngines needed = needed_at(recording, at);
    const auto& deployment = recording.scenario.deployment;
    const std::size_t most =
        std::max(needed.most, deployment.engines.size()) + returns_in(recording).size();
    findings.occurred();
    if (count < needed.least || count > most) {
        findings.problem(
            fmt::format("at {} {} has {} engines instead of {}: {} services of {} "
                        "instances, {} on an engine, a buffer of {}",
                        to_string(at), deployment.group.name, count,
                        needed.least == most ? fmt::to_string(most)
                                             : fmt::format("{} to {}", needed.least, most),
                        services_at(recording, at).size(), deployment.group.min_scaleout_per_vs,
                        places_on_engine(deployment.group), buffer_at(recording, at)));
    }
}

void judge_replaced(Findings& findings, const Recording& recording, const Move& failure) {
    const Instant then = failure.at + recording.scenario.budgets.failover;
    if (failure.until < then || then > recording.index().end()) {
        return;
    }
    const std::size_t members = members_at(recording, then).size();
    const std::size_t wanted =
        std::min(needed_at(recording, then).least, members + vacant_at(recording, then).size());
    findings.occurred();
    if (members < wanted) {
        findings.problem(
            fmt::format("at {}, after {}, {} engines are there or on their way, {} are "
                        "needed",
                        to_string(then), failure.what, members, wanted),
            {at_line(failure.what, failure.history_line, failure.at)});
    }
}

Verdict judge_counts(const Recording& recording) {
    Findings findings("as many engines as needed");
    const auto settled = settled_spans(recording);
    for (const Span& span : settled) {
        const Instant at = span.to - 1ns;
        // At first one may still be starting; at the end all have had their time.
        const bool first = span.from == settled.front().from;
        judge_count(findings, recording, at,
                    first ? members_at(recording, at).size() : living_at(recording, at).size());
    }
    for (const Move& failure : failures_in(recording)) {
        judge_replaced(findings, recording, failure);
    }
    return std::move(findings).verdict("as many engines as the services and the buffer need");
}

bool follows_a_return(const Recording& recording, Instant at) {
    const auto returns = returns_in(recording);
    return std::any_of(returns.begin(), returns.end(), [&](const Return& back) {
        return back.at <= at && at < back.at + recording.scenario.budgets.failover;
    });
}

Verdict judge_requests(const Recording& recording) {
    Findings findings("no engine asked for in vain");
    for (const auto& asked : acts_of(recording, history::CloudActed::Act::asked)) {
        if (follows_a_return(recording, asked.at)) {
            continue;  // who is back is on its way to register
        }
        findings.occurred();
        const auto members = members_at(recording, asked.at - 1ns);
        const NeededEngines needed = needed_at(recording, asked.at);
        if (members.size() >= needed.most) {
            findings.problem(
                fmt::format("{} was asked for at {}, when {} engines were there or on their way "
                            "and {} were needed",
                            asked.content->machine, to_string(asked.at), members.size(),
                            needed.most),
                {at_line("asked for " + asked.content->machine, asked.line, asked.at)});
        }
    }
    return std::move(findings).verdict("every engine that was asked for was needed");
}

Verdict judge_even_spread(const Recording& recording) {
    Findings findings("spread over every engine");
    for (const Span& settled : settled_spans(recording)) {
        const Instant at = settled.to - 1ns;
        const RuntimeSpan* said = recording.index().runtime_at(at);
        if (said == nullptr) {
            continue;
        }
        std::map<std::string, std::size_t> loads;
        for (const std::string& engine : living_at(recording, at)) {
            loads[engine] = 0;
        }
        for (const auto& service : said->said->services) {
            for (const std::string& engine : service.se_list) {
                ++loads[engine];
            }
        }
        const auto [least, most] =
            std::minmax_element(loads.begin(), loads.end(),
                                [](const auto& a, const auto& b) { return a.second < b.second; });
        const std::size_t wanted = needed_at(recording, at).most;
        findings.occurred();
        if (loads.size() != wanted || least->second == 0 || most->second > least->second + 1) {
            findings.problem(
                fmt::format("{} engines instead of {}, {} carries {} and {} carries {}",
                            loads.size(), wanted, least->first, least->second, most->first,
                            most->second),
                {at_line("runtime", said->history_line, said->from)});
        }
    }
    return std::move(findings).verdict("services were spread over as many engines as may be");
}

Verdict judge_buffer_told(const Recording& recording) {
    Findings findings("buffer shortage is told");
    const auto& group = recording.scenario.deployment.group;
    for (const PerformedOperation& done : recording.index().operations()) {
        if (!done.operation.starts_with("create_virtual_service ") ||
            done.outcome != history::OperationEvent::Type::ok) {
            continue;
        }
        findings.occurred();
        const auto told = recording.index().system_events("VS_SE_HA_COMPROMISED");
        const auto of_group = std::find_if(told.begin(), told.end(), [&](const auto& event) {
            return event.content->object == group.name && event.at >= done.invoked;
        });
        if (of_group == told.end()) {
            findings.problem("VS_SE_HA_COMPROMISED of " + group.name + " was not reported",
                             {at_line(done.operation, done.history_line, done.invoked)});
        } else {
            findings.saw(at_line("VS_SE_HA_COMPROMISED", of_group->line, of_group->at));
        }
        break;
    }
    return std::move(findings).verdict("the group said that its buffer is used");
}

Verdict judge_limit(const Recording& recording) {
    Findings findings("never more engines than max_se");
    const auto& deployment = recording.scenario.deployment;
    const auto own = deployment.engines_in("");
    const auto returns = returns_in(recording);
    for (const RuntimeSpan& span : recording.index().runtime()) {
        const auto up = std::count_if(
            span.said->engines.begin(), span.said->engines.end(), [&](const auto& engine) {
                return engine.oper_state == "OPER_UP" &&
                       std::find(own.begin(), own.end(), engine.name) != own.end();
            });
        const auto returned = std::count_if(returns.begin(), returns.end(),
                                            [&](const Return& back) { return back.at <= span.to; });
        findings.occurred();
        if (up > returned + static_cast<std::ptrdiff_t>(deployment.group.max_se)) {
            findings.problem(
                fmt::format("{} engines of {} are up, {} of which had been away; "
                            "max_se is {}",
                            up, deployment.group.name, returned, deployment.group.max_se),
                {at_line("runtime", span.history_line, span.from)});
        }
    }
    return std::move(findings).verdict("never more engines than max_se were up");
}

Verdict judge_nothing_asked(const Recording& recording, const std::string& se_group) {
    Findings findings("nothing asked for");
    findings.occurred();
    for (const auto& asked : acts_of(recording, history::CloudActed::Act::asked)) {
        if (asked.content->se_group == se_group) {
            findings.problem(
                fmt::format("{} was asked for, for {}", asked.content->machine, se_group),
                {at_line("asked for " + asked.content->machine, asked.line, asked.at)});
        }
    }
    return std::move(findings).verdict("no engine of " + se_group + " was asked for");
}

}  // namespace

NeededEngines needed_engines(const scenario::Deployment& deployment, std::size_t services,
                             std::size_t buffer_se) {
    const scenario::SeGroupSpec& group = deployment.group;
    const std::size_t machines = deployment.engines_in("").size();
    const std::size_t limit = std::min<std::size_t>(group.max_se, machines);
    if (services == 0) {
        return {};
    }
    if (group.legacy()) {
        return {std::min<std::size_t>(2, machines), std::min<std::size_t>(2, machines)};
    }
    const std::size_t each = std::min(group.min_scaleout_per_vs, group.max_scaleout_per_vs);
    const std::size_t on_engine = places_on_engine(group);
    const std::size_t kept_free =
        group.ha_mode == scenario::HaMode::shared ? buffer_se * on_engine : 0;
    std::size_t engines = each;
    while (engines * on_engine < services * each + kept_free) {
        ++engines;
    }
    const bool distributed = group.algo == scenario::PlacementAlgorithm::distributed;
    const std::size_t own = distributed ? std::max(engines, services * each) : engines;
    return {std::min(limit, engines), std::min(limit, own)};
}

Checker as_many_engines_as_needed() {
    return {"as many engines as needed", judge_counts};
}
Checker no_engine_asked_for_in_vain() {
    return {"no engine asked for in vain", judge_requests};
}
Checker spread_over_every_engine() {
    return {"spread over every engine", judge_even_spread};
}
Checker buffer_shortage_is_told() {
    return {"buffer shortage is told", judge_buffer_told};
}
Checker never_more_engines_than_max_se() {
    return {"never more engines than max_se", judge_limit};
}
Checker nothing_asked_for(std::string se_group) {
    return {"nothing asked for", [group = std::move(se_group)](const Recording& recording) {
                return judge_nothing_asked(recording, group);
            }};
}

}  // namespace holdfast::harness::check
