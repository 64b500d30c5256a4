// SPDX-License-Identifier: Apache-2.0
#include "harness/check/host_failure.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "harness/check/cloud_view.h"
#include "harness/check/events.h"
#include "harness/check/fidelity.h"
#include "harness/check/findings.h"
#include "harness/check/moves.h"

namespace holdfast::harness::check {

namespace {

// The system is asked for its states every 20 ms; one question may just have been answered, and
// the next one takes its time.
constexpr Duration seen_max = 60ms;

/// The last failure of the engine that had taken effect by then.
std::optional<Move> failure_before(const Recording& recording, const std::string& engine,
                                   Instant at) {
    std::optional<Move> last;
    for (const Move& failure : failures_in(recording)) {
        if (failure.engine == engine && failure.at <= at) {
            last = failure;
        }
    }
    return last;
}

/// Sooner than this after the failure nobody can have found out by silence.
Instant detected_at_the_soonest(const Recording& recording, const Move& failure) {
    for (const InjectedFault& fault : recording.index().faults()) {
        if (fault.history_line == failure.history_line) {
            return fault.began + detection_window(recording).low;
        }
    }
    return failure.at;
}

bool has_engine(const std::vector<std::string>& list, const std::string& engine) {
    return std::find(list.begin(), list.end(), engine) != list.end();
}

bool served(const Recording& recording, const std::string& engine, Instant at) {
    const RuntimeSpan* span = recording.index().runtime_at(at);
    return span != nullptr && std::any_of(span->said->services.begin(), span->said->services.end(),
                                          [&](const history::ServiceRuntime& service) {
                                              return has_engine(service.active, engine) ||
                                                     has_engine(service.se_list, engine);
                                          });
}

/// The first thing but OPER_UP that is said of the engine after this time; null: nothing else is.
const RuntimeSpan* first_other_state(const Recording& recording, const std::string& engine,
                                     Instant from) {
    for (const RuntimeSpan& span : recording.index().runtime()) {
        const history::EngineRuntime* said = span.to <= from ? nullptr : span.engine(engine);
        if (said != nullptr && said->oper_state != "OPER_UP") {
            return &span;
        }
    }
    return nullptr;
}

void judge_told_engine(Findings& findings, const Recording& recording, const FoundAct& told) {
    const std::string& engine = told.content->machine;
    const auto failure = failure_before(recording, engine, told.at);
    if (!failure) {
        return;  // it lives, whatever the cloud says
    }
    const Instant soonest = detected_at_the_soonest(recording, *failure);
    const Instant latest = told.at + seen_max + noise_floor(recording);
    if (latest >= soonest) {
        return;
    }
    findings.occurred();
    const std::string expected =
        served(recording, engine, failure->at) ? "OPER_PARTITIONED" : "OPER_DOWN";
    const Evidence cause = at_line(failure->what, failure->history_line, failure->at);
    const Evidence word = at_line("host of " + engine + " has failed", told.line, told.at);
    const RuntimeSpan* seen = first_other_state(recording, engine, failure->at);
    if (seen == nullptr || seen->from > latest) {
        findings.problem(fmt::format("{} is still OPER_UP {} after the cloud said that its host "
                                     "has failed",
                                     engine, to_short_string(latest - told.at)),
                         {cause, word});
        return;
    }
    const Evidence state = at_line("state of " + engine, seen->history_line, seen->from);
    const std::string& is = seen->engine(engine)->oper_state;
    if (seen->from < told.at) {
        findings.problem(fmt::format("{} was {} before the cloud said anything", engine, is),
                         {cause, state, word});
    } else if (is != expected) {
        findings.problem(
            fmt::format("{} became {} by the cloud's word, not {}", engine, is, expected),
            {cause, word, state});
    } else {
        const Duration took = seen->from - failure->at;
        findings.measured(
            {"wait for " + engine, took, took, took, "runtime", soonest - failure->at});
        findings.saw(state);
    }
}

Verdict judge_host_failures(const Recording& recording) {
    Findings findings("host failure shortens the wait");
    for (const FoundAct& told : acts_of(recording, history::CloudActed::Act::host_failed)) {
        judge_told_engine(findings, recording, told);
    }
    return std::move(findings).verdict("the cloud's word was believed before silence could tell");
}

}  // namespace

Checker host_failure_shortens_the_wait() {
    return {"host failure shortens the wait", judge_host_failures};
}

}  // namespace holdfast::harness::check
