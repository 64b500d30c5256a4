// SPDX-License-Identifier: Apache-2.0
#include "harness/check/capacity.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "harness/check/findings.h"
#include "harness/check/index.h"
#include "harness/check/moves.h"

namespace holdfast::harness::check {

namespace {

// Who answered none of so many questions in a row owns nothing.
constexpr int questions_until_gone = 5;

/// Engines on which the system has the service.
const std::vector<std::string>& engines_of(const history::ServiceRuntime& service) {
    return service.se_list.empty() ? service.active : service.se_list;
}

// ---- PLC-1

std::map<std::string, std::uint32_t> loads_in(const history::RuntimeObserved& said) {
    std::map<std::string, std::uint32_t> loads;
    for (const auto& service : said.services) {
        for (const std::string& engine : engines_of(service)) {
            ++loads[engine];
        }
    }
    return loads;
}

Verdict judge_load(const Recording& recording) {
    Findings findings("load within the limit");
    const auto& deployment = recording.scenario.deployment;
    for (const RuntimeSpan& span : recording.index().runtime()) {
        findings.occurred();
        for (const auto& [engine, load] : loads_in(*span.said)) {
            const scenario::SeGroupSpec* group = deployment.group_of_engine(engine);
            if (group != nullptr && load > group->max_vs_per_se) {
                findings.problem(fmt::format("{} has {} services; max_vs_per_se of {} is {}",
                                             engine, load, group->name, group->max_vs_per_se),
                                 {at_line("runtime", span.history_line, span.from)});
            }
        }
    }
    return std::move(findings).verdict("no engine had more services than max_vs_per_se");
}

// ---- ELN-5, ELN-7

/// Moments at which an engine failed or came back and nothing else happened for the bound after it.
std::vector<Instant> settled_after_changes(const Recording& recording) {
    const Index& index = recording.index();
    const Duration bound = recording.scenario.budgets.failover;
    std::set<Instant> changes;
    for (const Move& failure : failures_in(recording)) {
        changes.insert(failure.at);
    }
    for (const Return& back : returns_in(recording)) {
        changes.insert(back.at);
    }
    std::vector<Instant> settled;
    for (const Instant change : changes) {
        if (index.next_disturbance(change) >= change + bound && change + bound <= index.end()) {
            settled.push_back(change + bound);
        }
    }
    return settled;
}

std::vector<std::string> living_in(const Recording& recording, const std::string& group,
                                   Instant at) {
    std::vector<std::string> living = engines_alive_at(recording, at);
    const auto members = recording.scenario.deployment.engines_in(group);
    std::erase_if(living, [&](const std::string& engine) {
        return std::find(members.begin(), members.end(), engine) == members.end();
    });
    return living;
}

bool served_at(const Recording& recording, const scenario::VirtualServiceSpec& service,
               const std::vector<std::string>& engines, Instant at) {
    const auto& timeline = recording.index().ownership_of(service.vip);
    const auto claims =
        timeline.claims_between(at - questions_until_gone * timeline.interval(), at);
    return std::any_of(claims.begin(), claims.end(), [&](const auto& claim) {
        return std::find(engines.begin(), engines.end(), claim.node) != engines.end();
    });
}

void judge_room(Findings& findings, const Recording& recording, const scenario::SeGroupSpec& group,
                Instant at) {
    const auto& deployment = recording.scenario.deployment;
    const auto living = living_in(recording, group.name, at);
    std::size_t services = 0;
    std::size_t served = 0;
    for (const auto& service : deployment.services) {
        if (deployment.find_group(service.se_group) == &group) {
            ++services;
            served += served_at(recording, service, living, at) ? 1 : 0;
        }
    }
    const std::size_t each =
        std::max<std::size_t>(1, std::min<std::size_t>(group.min_scaleout_per_vs, living.size()));
    const std::size_t room = living.size() * group.max_vs_per_se / each;
    findings.occurred();
    if (served < std::min(services, room)) {
        findings.problem(
            fmt::format("at {} {} of {} services of {} were served, although {} "
                        "engines live, with room for {}",
                        to_string(at), served, services, group.name, living.size(), room));
    }
}

Verdict judge_served(const Recording& recording) {
    Findings findings("served as far as room goes");
    for (const Instant at : settled_after_changes(recording)) {
        for (const scenario::SeGroupSpec* group : recording.scenario.deployment.groups()) {
            judge_room(findings, recording, *group, at);
        }
    }
    return std::move(findings).verdict("every service that fitted was served");
}

// ---- ELN-13

Verdict judge_waits_for_room(const Recording& recording, const std::string& name) {
    Findings findings("waits for room");
    const Index& index = recording.index();
    const RuntimeSpan* last = index.runtime_at(index.end());
    const history::ServiceRuntime* service = last == nullptr ? nullptr : last->service(name);
    if (service == nullptr) {
        return std::move(findings).verdict("it was never created");
    }
    findings.occurred();
    const Evidence where = at_line("runtime", last->history_line, last->from);
    if (!engines_of(*service).empty()) {
        findings.problem(
            fmt::format("{} is on {}, which has no room", name, engines_of(*service).front()),
            {where});
    }
    for (const auto& scheduled : recording.scenario.operations) {
        const auto* create = std::get_if<scenario::CreateVirtualService>(&scheduled.operation);
        if (create == nullptr || create->name != name) {
            continue;
        }
        const auto claims = index.ownership_of(create->vip).claims_between(Instant(), index.end());
        if (!claims.empty()) {
            findings.problem(
                fmt::format("{} answers for {}, which is on no engine", claims.front().node, name),
                {at_packet(claims.front())});
        }
    }
    findings.saw(where);
    return std::move(findings).verdict(name + " waits, and nobody answers for it");
}

// ---- ELA-1, ELA-2

void judge_different(Findings& findings, const RuntimeSpan& span) {
    for (const auto& service : span.said->services) {
        const auto& list = engines_of(service);
        if (std::set<std::string>(list.begin(), list.end()).size() != list.size()) {
            findings.problem(
                fmt::format("{} is twice on one engine: {}", service.name, fmt::join(list, ", ")),
                {at_line("runtime", span.history_line, span.from)});
        }
    }
}

void judge_count(Findings& findings, const Recording& recording, const RuntimeSpan& span,
                 Instant at) {
    const auto& deployment = recording.scenario.deployment;
    for (const auto& service : span.said->services) {
        const auto* spec = deployment.find_service(service.name);
        const auto* group = deployment.find_group(spec == nullptr ? "" : spec->se_group);
        const std::size_t wanted = std::min<std::size_t>(
            group->min_scaleout_per_vs, living_in(recording, group->name, at).size());
        findings.occurred();
        if (engines_of(service).size() != wanted) {
            findings.problem(fmt::format("{} is on {} engines instead of {}", service.name,
                                         engines_of(service).size(), wanted),
                             {at_line("runtime", span.history_line, span.from)});
        }
    }
}

Verdict judge_instances(const Recording& recording) {
    Findings findings("instances on different engines");
    const Index& index = recording.index();
    for (const RuntimeSpan& span : index.runtime()) {
        judge_different(findings, span);
    }
    for (const Span& settled : settled_spans(recording)) {
        if (const RuntimeSpan* said = index.runtime_at(settled.to - 1ns)) {
            judge_count(findings, recording, *said, settled.to - 1ns);
        }
    }
    return std::move(findings).verdict("every service was on as many different engines as asked");
}

// ---- PLC-18 to PLC-20

Verdict judge_instances_at_end(const Recording& recording, std::size_t of_each,
                               const std::map<std::string, std::size_t>& but) {
    Findings findings("instances at the end");
    const Index& index = recording.index();
    const RuntimeSpan* last = index.runtime_at(index.end());
    for (const auto& service :
         last == nullptr ? std::vector<history::ServiceRuntime>{} : last->said->services) {
        const auto other = but.find(service.name);
        const std::size_t wanted = other == but.end() ? of_each : other->second;
        findings.occurred();
        if (engines_of(service).size() != wanted) {
            findings.problem(fmt::format("{} is on {} engines instead of {}", service.name,
                                         engines_of(service).size(), wanted),
                             {at_line("runtime", last->history_line, last->from)});
        }
    }
    return std::move(findings).verdict("every service was on as many engines as it should be");
}

}  // namespace

Checker load_within_limit() {
    return {"load within the limit", judge_load};
}
Checker served_as_far_as_room_goes() {
    return {"served as far as room goes", judge_served};
}
Checker waits_for_room(std::string service) {
    return {"waits for room", [name = std::move(service)](const Recording& recording) {
                return judge_waits_for_room(recording, name);
            }};
}
Checker instances_at_end(std::size_t of_each, std::map<std::string, std::size_t> but) {
    return {"instances at the end", [of_each, but = std::move(but)](const Recording& recording) {
                return judge_instances_at_end(recording, of_each, but);
            }};
}
Checker instances_on_different_engines() {
    return {"instances on different engines", judge_instances};
}

}  // namespace holdfast::harness::check
