// SPDX-License-Identifier: Apache-2.0
#include "harness/check/placement.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "harness/capture/flow_analysis.h"
#include "harness/check/findings.h"
#include "harness/check/moves.h"

namespace holdfast::harness::check {

namespace {

/// One look at a settled system: what it says, and who owned each VIP on the wire.
struct Look {
    Instant at;
    const RuntimeSpan* runtime = nullptr;
    std::map<std::string, std::string> owners;  ///< service to engine, "nobody"
};

std::vector<Look> looks_in(const Recording& recording) {
    std::vector<Look> looks;
    for (const Span& span : settled_spans(recording)) {
        // At the end of a settled time everything that was still arriving has arrived.
        Look look{span.to - 1ns, recording.index().runtime_at(span.to - 1ns), {}};
        for (const auto& service : recording.scenario.deployment.services) {
            look.owners[service.name] =
                recording.index().owner_of(service, look.at).value_or("nobody");
        }
        looks.push_back(std::move(look));
    }
    return looks;
}

void judge_instances(Findings& findings, const Look& look, const std::string& name,
                     const history::ServiceRuntime& service, Evidence where) {
    findings.occurred();
    if (service.active.size() != 1 || service.standby.size() != 1) {
        findings.problem(
            fmt::format("{} has {} active and {} standby instances, expected one of each", name,
                        service.active.size(), service.standby.size()),
            {std::move(where)});
        return;
    }
    if (service.active == service.standby) {
        findings.problem(fmt::format("{} is active and standby on the same engine {}", name,
                                     service.active.front()),
                         {where});
    }
    if (look.owners.at(name) != service.active.front()) {
        findings.problem(
            fmt::format("the system calls {} active for {}, but {} owns its VIP on the wire",
                        service.active.front(), name, look.owners.at(name)),
            {std::move(where)});
    }
}

Verdict judge_one_active_one_standby(const Recording& recording) {
    Findings findings("one active, one standby");
    for (const Look& look : looks_in(recording)) {
        for (const auto& spec : recording.scenario.deployment.services) {
            const auto* service =
                look.runtime == nullptr ? nullptr : look.runtime->service(spec.name);
            if (service == nullptr) {
                findings.problem(fmt::format("the system does not know {}", spec.name));
                continue;
            }
            judge_instances(findings, look, spec.name, *service,
                            at_line("runtime", look.runtime->history_line, look.runtime->from));
        }
    }
    return std::move(findings).verdict("every service had one active and one standby instance");
}

Verdict judge_one_engine(const Recording& recording) {
    Findings findings("all active on one engine");
    for (const Look& look : looks_in(recording)) {
        findings.occurred();
        std::set<std::string> owners;
        std::string text;
        for (const auto& [service, owner] : look.owners) {
            owners.insert(owner);
            text += fmt::format(" {} on {}", service, owner);
        }
        if (owners.size() != 1 || owners.contains("nobody")) {
            findings.problem(fmt::format("at {} the services were on {} engines:{}",
                                         to_string(look.at), owners.size(), text));
        }
    }
    return std::move(findings).verdict("one engine owned every VIP");
}

/// Empty when the tags are split as LEG-10 demands; otherwise what is wrong.
std::string split_problem(const Recording& recording,
                          const std::map<std::string, std::string>& owners) {
    std::map<int, std::set<std::string>> engines_by_tag;
    for (const auto& service : recording.scenario.deployment.services) {
        engines_by_tag[service.active_standby_se_tag].insert(owners.at(service.name));
    }
    for (const auto& [tag, engines] : engines_by_tag) {
        if (engines.size() != 1) {
            return fmt::format("services of tag {} are on {} engines", tag, engines.size());
        }
    }
    if (engines_by_tag.size() == 2 && engines_by_tag[1] == engines_by_tag[2]) {
        return fmt::format("tags 1 and 2 are both on {}", *engines_by_tag[1].begin());
    }
    return "";
}

void judge_active_tags(Findings& findings, const RuntimeSpan& runtime) {
    std::set<int> seen;
    for (const auto& engine : runtime.said->engines) {
        for (const int tag : engine.active_tags) {
            if (!seen.insert(tag).second) {
                findings.problem(fmt::format("tag {} is among the active tags of two engines", tag),
                                 {at_line("runtime", runtime.history_line, runtime.from)});
            }
        }
    }
}

Verdict judge_tags(const Recording& recording) {
    Findings findings("tags on different engines");
    const std::vector<Look> looks = looks_in(recording);
    if (!looks.empty()) {
        findings.occurred();
        if (const std::string problem = split_problem(recording, looks.front().owners);
            !problem.empty()) {
            findings.problem(problem);
        }
        if (looks.front().runtime != nullptr) {
            judge_active_tags(findings, *looks.front().runtime);
        }
    }
    return std::move(findings).verdict("same tag, same engine; different tags, different engines");
}

Verdict judge_returned_is_standby(const Recording& recording) {
    Findings findings("returned engine is standby");
    const RuntimeSpan* runtime = recording.index().runtime_at(recording.index().end());
    for (const Return& back : returns_in(recording)) {
        findings.occurred();
        const Evidence where = at_line("return of " + back.engine, back.history_line, back.at);
        for (const auto& spec : recording.scenario.deployment.services) {
            const auto* service = runtime == nullptr ? nullptr : runtime->service(spec.name);
            if (service == nullptr || service->standby != std::vector{back.engine}) {
                findings.problem(fmt::format("{} returned, but is not the standby of {}",
                                             back.engine, spec.name),
                                 {where});
            }
            if (recording.index().owner_of(spec, recording.index().end()) == back.engine) {
                findings.problem(fmt::format("{} returned and owns {}", back.engine, spec.name),
                                 {where});
            }
        }
    }
    return std::move(findings).verdict("the returned engine was standby for everything");
}

struct RestoreBegan {
    Instant at;
    std::string what;
};

/// What should bring the split back: the last redistribute, else the last return.
std::optional<RestoreBegan> restoration(const Recording& recording) {
    std::optional<RestoreBegan> began;
    for (const Return& back : returns_in(recording)) {
        began = {back.at, "return of " + back.engine};
    }
    for (const PerformedOperation& operation : recording.index().operations()) {
        if (operation.operation.starts_with("redistribute")) {
            began = {operation.invoked, operation.operation};
        }
    }
    return began;
}

std::map<std::string, std::string> owners_at(const Recording& recording, Instant at) {
    std::map<std::string, std::string> owners;
    for (const auto& service : recording.scenario.deployment.services) {
        owners[service.name] = recording.index().owner_of(service, at).value_or("nobody");
    }
    return owners;
}

void measure_reversion(Findings& findings, const Recording& recording, Instant from) {
    const Duration bound = recording.scenario.budgets.failover;
    for (const auto& service : recording.scenario.deployment.services) {
        for (const workload::ProbeFlow* flow : recording.index().flows_of(service.name)) {
            const auto time =
                capture::analyse(*flow, {from, recording.index().end()}).timestamp_based;
            if (time.value > Duration{}) {
                findings.measured({"reversionTime " + service.name, time.value, time.low, time.high,
                                   "TBM", bound});
            }
            if (time.low > bound) {
                findings.problem(
                    fmt::format("{} was out for {} while the load moved back; the bound is {}",
                                service.name, to_short_string(time.value), to_short_string(bound)));
            }
        }
    }
}

Verdict judge_split_restored(const Recording& recording, Duration limit) {
    Findings findings("split restored");
    const auto began = restoration(recording);
    if (!began) {
        return std::move(findings).verdict("nothing had to be restored");
    }
    // It must have been lost, or there was nothing to restore.
    if (!split_problem(recording, owners_at(recording, began->at)).empty()) {
        findings.occurred();
    }
    const Instant due = std::min(began->at + limit, recording.index().end());
    if (const std::string problem = split_problem(recording, owners_at(recording, due));
        !problem.empty()) {
        findings.problem(fmt::format("{} after the {}: {}", to_short_string(due - began->at),
                                     began->what, problem));
    }
    measure_reversion(findings, recording, began->at);
    return std::move(findings).verdict("the tag layout was restored after the " + began->what);
}

}  // namespace

Checker one_active_one_standby() {
    return {"one active, one standby", judge_one_active_one_standby};
}
Checker all_active_on_one_engine() {
    return {"all active on one engine", judge_one_engine};
}
Checker tags_on_different_engines() {
    return {"tags on different engines", judge_tags};
}
Checker returned_engine_is_standby() {
    return {"returned engine is standby", judge_returned_is_standby};
}
Checker split_restored_within(Duration limit) {
    return {"split restored",
            [limit](const Recording& recording) { return judge_split_restored(recording, limit); }};
}

}  // namespace holdfast::harness::check
