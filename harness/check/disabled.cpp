// SPDX-License-Identifier: Apache-2.0
#include "harness/check/disabled.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "harness/check/done_patches.h"
#include "harness/check/findings.h"
#include "harness/check/gateway_sight.h"
#include "harness/check/index.h"
#include "harness/check/moves.h"

namespace holdfast::harness::check {

namespace {

/// From `at` until `to` the engine takes nothing new.
struct Closing {
    std::string engine;
    Instant at;
    Instant to;
    Evidence where;
    Instant asked{};  ///< of an operator's: the system's own clock may be in it before `at`
};

std::vector<Closing> disablings_in(const Recording& recording) {
    std::vector<Closing> found;
    for (const DonePatch& patch : done_patches(recording, "serviceengine")) {
        const boost::json::value* state = patch.fields.if_contains("enable_state");
        if (state != nullptr && state->as_string().starts_with("SE_STATE_DISABLED")) {
            found.push_back({patch.name, *patch.done.completed, recording.index().end(),
                             patch.where(), patch.done.invoked});
        }
    }
    return found;
}

std::vector<Closing> losses_of_gateways_in(const Recording& recording) {
    std::vector<Closing> found;
    for (const GatewayStage& stage : gateway_stages(recording)) {
        for (const auto& [engine, gateways] : stage.lost) {
            found.push_back({engine, stage.settled, stage.to,
                             at_line(stage.changes.back().what, stage.changes.back().history_line,
                                     stage.changes.back().cause)});
        }
    }
    return found;
}

std::set<std::string> services_known_at(const Recording& recording, Instant at) {
    std::set<std::string> names;
    if (const RuntimeSpan* span = recording.index().runtime_at(at)) {
        for (const auto& service : span->said->services) {
            names.insert(service.name);
        }
    }
    return names;
}

bool is_on(const history::ServiceRuntime& service, const std::string& engine) {
    for (const auto& engines : {service.active, service.standby, service.se_list}) {
        if (std::find(engines.begin(), engines.end(), engine) != engines.end()) {
            return true;
        }
    }
    return false;
}

void judge_runtime(Findings& findings, const Recording& recording, const Closing& closing) {
    const auto known = services_known_at(recording, closing.at);
    std::set<std::string> seen;
    for (const RuntimeSpan& span : recording.index().runtime()) {
        for (const auto& service : span.said->services) {
            if (span.from < closing.at || span.from > closing.to || known.contains(service.name)) {
                continue;
            }
            findings.occurred(seen.insert(service.name).second ? 1 : 0);
            if (is_on(service, closing.engine)) {
                findings.problem(fmt::format("{} is on {}, which took nothing new before it came",
                                             service.name, closing.engine),
                                 {closing.where, at_line("runtime", span.history_line, span.from)});
            }
        }
    }
}

void judge_wire(Findings& findings, const Recording& recording, const Closing& closing) {
    for (const auto& scheduled : recording.scenario.operations) {
        const auto* create = std::get_if<scenario::CreateVirtualService>(&scheduled.operation);
        if (create == nullptr) {
            continue;
        }
        const auto claim =
            recording.index().ownership_of(create->vip).first_claim_of(closing.engine, closing.at);
        if (claim && claim->at <= closing.to) {
            findings.problem(fmt::format("{} claims {} of {}", closing.engine,
                                         to_string(create->vip), create->name),
                             {closing.where, at_packet(*claim)});
        }
    }
}

Verdict judge_closed(const Recording& recording, const std::string& name,
                     const std::vector<Closing>& closings) {
    Findings findings(name);
    for (const Closing& closing : closings) {
        judge_runtime(findings, recording, closing);
        judge_wire(findings, recording, closing);
    }
    return std::move(findings).verdict("new services went to other engines");
}

Verdict judge_connected(const Recording& recording) {
    Findings findings("disabled engine stays connected");
    for (const Closing& closing : disablings_in(recording)) {
        findings.occurred();
        for (const RuntimeSpan& span : recording.index().runtime()) {
            const history::EngineRuntime* engine = span.engine(closing.engine);
            const bool there =
                engine != nullptr && engine->connected && engine->oper_state == "OPER_UP";
            if (span.to > closing.at && !there) {
                findings.problem(closing.engine + " is not connected any more",
                                 {closing.where, at_line("runtime", span.history_line, span.from)});
                break;
            }
        }
    }
    return std::move(findings).verdict("disabled engines stayed connected");
}

/// These two are reported of the engine after it was disabled, in this order.
void expect_events(Findings& findings, const Recording& recording, const Closing& closing,
                   const std::string& first, const std::string& second) {
    std::vector<std::string> told;
    for (const auto& event : recording.index().system_events()) {
        if (event.at >= closing.asked && event.content->object == closing.engine &&
            event.content->event_id.starts_with("MIGRATE_SE_")) {
            told.push_back(event.content->event_id);
        }
    }
    if (told != std::vector{first, second}) {
        findings.problem(
            fmt::format("expected {} and {} of {}, but the log has {}", first, second,
                        closing.engine,
                        told.empty() ? "none" : fmt::format("{}", fmt::join(told, ", "))),
            {closing.where});
    }
}

void expect_state(Findings& findings, const Recording& recording, const Closing& closing,
                  const std::string& state) {
    const RuntimeSpan* last = recording.index().runtime_at(recording.index().end());
    const auto* engine = last == nullptr ? nullptr : last->engine(closing.engine);
    if (engine == nullptr || engine->oper_state != state) {
        findings.problem(fmt::format("{} shows {} at the end instead of {}", closing.engine,
                                     engine == nullptr ? "nothing" : engine->oper_state, state),
                         {closing.where});
    }
}

std::vector<std::string> names_of(const std::vector<scenario::VirtualServiceSpec>& services) {
    std::vector<std::string> names;
    for (const auto& service : services) {
        names.push_back(service.name);
    }
    return names;
}

Verdict judge_emptied(const Recording& recording) {
    Findings findings("disabled engine is emptied");
    const Instant end = recording.index().end();
    const RuntimeSpan* last = recording.index().runtime_at(end);
    for (const Closing& closing : disablings_in(recording)) {
        findings.occurred();
        expect_events(findings, recording, closing, "MIGRATE_SE_STARTED", "MIGRATE_SE_FINISHED");
        expect_state(findings, recording, closing, "OPER_DISABLED");
        for (const auto& service : services_owned_by(recording, closing.engine, end)) {
            findings.problem(fmt::format("{} still answers for {}", closing.engine, service.name),
                             {closing.where});
        }
        for (const auto& service :
             last == nullptr ? std::vector<history::ServiceRuntime>{} : last->said->services) {
            const auto& list = service.se_list;
            if (std::find(list.begin(), list.end(), closing.engine) != list.end()) {
                findings.problem(fmt::format("{} is still on {}", service.name, closing.engine),
                                 {closing.where});
            }
        }
    }
    return std::move(findings).verdict("what was on disabled engines migrated");
}

Verdict judge_stuck(const Recording& recording) {
    Findings findings("stuck services stay on disabled engine");
    for (const Closing& closing : disablings_in(recording)) {
        findings.occurred();
        expect_events(findings, recording, closing, "MIGRATE_SE_STARTED", "MIGRATE_SE_FAILED");
        expect_state(findings, recording, closing, "OPER_ERROR_DISABLED");
        const auto before = names_of(services_owned_by(recording, closing.engine, closing.asked));
        const auto after =
            names_of(services_owned_by(recording, closing.engine, recording.index().end()));
        if (before.empty() || before != after) {
            findings.problem(fmt::format("{} answered for {} and now for {}", closing.engine,
                                         fmt::join(before, ", "), fmt::join(after, ", ")),
                             {closing.where});
        }
    }
    return std::move(findings).verdict("services with nowhere to go were served where they were");
}

}  // namespace

Checker disabled_engine_is_emptied() {
    return {"disabled engine is emptied", judge_emptied};
}
Checker stuck_services_stay_on_disabled_engine() {
    return {"stuck services stay on disabled engine", judge_stuck};
}
Checker disabled_engine_stays_connected() {
    return {"disabled engine stays connected", judge_connected};
}
Checker disabled_engine_gets_nothing_new() {
    return {"disabled engine gets nothing new", [](const Recording& recording) {
                return judge_closed(recording, "disabled engine gets nothing new",
                                    disablings_in(recording));
            }};
}
Checker engine_without_gateway_gets_nothing_new() {
    return {"engine without gateway gets nothing new", [](const Recording& recording) {
                return judge_closed(recording, "engine without gateway gets nothing new",
                                    losses_of_gateways_in(recording));
            }};
}

}  // namespace holdfast::harness::check
