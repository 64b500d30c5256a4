// SPDX-License-Identifier: Apache-2.0
#include "harness/check/replacement.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "harness/check/cloud_view.h"
#include "harness/check/findings.h"
#include "harness/check/moves.h"
#include "harness/check/scaling_requests.h"

namespace holdfast::harness::check {

namespace {

std::set<std::string> started_since(const Recording& recording, Instant from) {
    std::set<std::string> started;
    for (const MachineSpan& span : recording.index().machines()) {
        if (span.from > from) {
            started.insert(span.machine);
        }
    }
    return started;
}

Evidence at_failure(const Move& failure) {
    return at_line(failure.what, failure.history_line, failure.at);
}

void judge_list(Findings& findings, const Move& failure, const std::string& service,
                const std::vector<std::string>& before, const std::vector<std::string>& after,
                const std::set<std::string>& started) {
    std::size_t lost = 0;
    for (const std::string& engine : before) {
        lost += engine == failure.engine ? 1 : 0;
        if (engine != failure.engine && !is_in(after, engine)) {
            findings.problem(fmt::format("{} left {}, which lives", service, engine),
                             {at_failure(failure)});
        }
    }
    std::size_t on_new = 0;
    for (const std::string& engine : after) {
        on_new += started.contains(engine) ? 1 : 0;
        if (!is_in(before, engine) && !started.contains(engine)) {
            findings.problem(fmt::format("{} came to {}, which was there before", service, engine),
                             {at_failure(failure)});
        }
    }
    findings.occurred(static_cast<int>(lost));
    if (on_new != lost) {
        findings.problem(fmt::format("{} lost {} instances and has {} on engines started since",
                                     service, lost, on_new),
                         {at_failure(failure)});
    }
}

Verdict judge_replacement(const Recording& recording) {
    Findings findings("replacement gets exactly what was lost");
    for (const Move& failure : failures_in(recording)) {
        const EngineLists before = lists_at(recording, failure.at);
        const EngineLists after = lists_at(recording, recording.index().end());
        const auto started = started_since(recording, failure.at);
        for (const auto& [service, list] : before) {
            const auto now = after.find(service);
            if (now != after.end()) {
                judge_list(findings, failure, service, list, now->second, started);
            }
        }
    }
    return std::move(findings).verdict("new engines have what was lost, and nothing else moved");
}

Verdict judge_survivors(const Recording& recording) {
    Findings findings("survivors get what was lost");
    const Duration bound = recording.scenario.budgets.failover;
    for (const Move& failure : failures_in(recording)) {
        const Instant then = failure.at + bound;
        if (then > recording.index().end()) {
            continue;
        }
        const EngineLists before = lists_at(recording, failure.at);
        const EngineLists after = lists_at(recording, then);
        const auto started = started_since(recording, failure.at);
        for (const auto& [service, list] : before) {
            if (!is_in(list, failure.engine) || !after.contains(service)) {
                continue;
            }
            findings.occurred();
            const auto& now = after.at(service);
            const bool on_old = std::none_of(now.begin(), now.end(), [&](const auto& engine) {
                return engine == failure.engine || started.contains(engine);
            });
            if (now.size() < list.size() || !on_old) {
                findings.problem(fmt::format("{} after {} {} is on {} instead of {} engines that "
                                             "were there before",
                                             to_short_string(bound), failure.what, service,
                                             fmt::join(now, ", "), list.size()),
                                 {at_failure(failure)});
            }
        }
    }
    return std::move(findings).verdict("survivors had all instances again in time");
}

Verdict judge_least_loaded(const Recording& recording, const std::string& name) {
    Findings findings("starts on least loaded");
    const auto& group = recording.scenario.deployment.group;
    const std::vector<RuntimeSpan>& spans = recording.index().runtime();
    for (std::size_t i = 1; i < spans.size(); ++i) {
        const history::ServiceRuntime* now = spans[i].service(name);
        const history::ServiceRuntime* before = spans[i - 1].service(name);
        if (now == nullptr || now->se_list.empty() ||
            (before != nullptr && !before->se_list.empty())) {
            continue;
        }
        std::map<std::string, std::size_t> loads;
        for (const auto& engine : spans[i].said->engines) {
            if (engine.oper_state == "OPER_UP") {
                loads[engine.name] = 0;
            }
        }
        for (const auto& service : spans[i].said->services) {
            for (const std::string& engine : service.se_list) {
                loads[engine] += service.name == name ? 0 : 1;
            }
        }
        findings.occurred();
        for (const auto& [engine, load] : loads) {
            const auto heavier = std::find_if(
                now->se_list.begin(), now->se_list.end(),
                [&, floor = load](const auto& chosen) { return loads[chosen] > floor; });
            if (!is_in(now->se_list, engine) && load < places_on_engine(group) &&
                heavier != now->se_list.end()) {
                findings.problem(fmt::format("{} starts on {}, which has {} services; {} has {}",
                                             name, *heavier, loads[*heavier], engine, load),
                                 {at_line("runtime", spans[i].history_line, spans[i].from)});
            }
        }
        break;
    }
    return std::move(findings).verdict(name + " started on engines that had the least to carry");
}

Verdict judge_shortage(const Recording& recording) {
    Findings findings("shortage is told and served");
    const Index& index = recording.index();
    for (const Move& failure : failures_in(recording)) {
        for (const auto& [service, list] : lists_at(recording, failure.at)) {
            if (!is_in(list, failure.engine) || list.size() < 2) {
                continue;
            }
            findings.occurred();
            const auto told = index.system_events("VS_SE_HA_COMPROMISED");
            const bool said = std::any_of(told.begin(), told.end(), [&, name = service](auto& e) {
                return e.content->object == name && e.at >= failure.at;
            });
            if (!said) {
                findings.problem("VS_SE_HA_COMPROMISED of " + service + " was not reported",
                                 {at_failure(failure)});
            }
            for (const auto& down : index.system_events("VS_DOWN")) {
                if (down.content->object == service && down.at >= failure.at) {
                    findings.problem(service + " was said to be down",
                                     {at_line("VS_DOWN", down.line, down.at)});
                }
            }
        }
    }
    return std::move(findings).verdict("services went on with fewer instances, and it was told");
}

}  // namespace

Checker replacement_gets_exactly_what_was_lost() {
    return {"replacement gets exactly what was lost", judge_replacement};
}
Checker survivors_get_what_was_lost() {
    return {"survivors get what was lost", judge_survivors};
}
Checker starts_on_least_loaded(std::string service) {
    return {"starts on least loaded", [name = std::move(service)](const Recording& recording) {
                return judge_least_loaded(recording, name);
            }};
}
Checker shortage_is_told_and_served() {
    return {"shortage is told and served", judge_shortage};
}

}  // namespace holdfast::harness::check
