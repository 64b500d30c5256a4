// SPDX-License-Identifier: Apache-2.0
#include "harness/check/configuration.h"

#include <fmt/format.h>

#include <algorithm>

#include "harness/check/findings.h"
#include "harness/check/index.h"
#include "harness/check/register_order.h"
#include "harness/scenario/controllers.h"

namespace holdfast::harness::check {

namespace {

using workload::ApiCall;
using Calls = std::vector<RecordedCall>;

// A run's calls on one object need a few thousand steps; many times that is still a second.
constexpr std::uint64_t steps_max = 200'000;
// And for each of the searches that look for the smallest contradiction.
constexpr std::uint64_t window_steps_max = 20'000;

std::map<std::string, Calls> by_object(const Recording& recording) {
    std::map<std::string, Calls> objects;
    for (const RecordedCall& recorded : recording.index().api_calls()) {
        objects[recorded.call->object].push_back(recorded);
    }
    return objects;
}

std::string told(const ApiCall& call) {
    const std::string value = call.value.value_or("nothing");
    std::string what;
    switch (call.operation) {
        case ApiCall::Operation::create:
            what = "creates " + call.object + " with " + value;
            break;
        case ApiCall::Operation::write:
            what = "writes " + value + " to " + call.object;
            break;
        case ApiCall::Operation::remove:
            what = "removes " + call.object;
            break;
        case ApiCall::Operation::read:
            what = "reads " + value + " from " + call.object;
    }
    return fmt::format("{} {} through {} ({} to {})", call.client, what, call.through,
                       to_string(call.invoked),
                       call.completed ? to_string(*call.completed) : "an unknown end");
}

Evidence at_call(const RecordedCall& recorded) {
    return at_line(told(*recorded.call), recorded.history_line, recorded.call->invoked);
}

/// An unknown write that nobody ever read explains nothing: leaving it out loses no order.
bool explains(const ApiCall& call, const std::set<std::string>& read) {
    return call.outcome == ApiCall::Outcome::ok || call.operation != ApiCall::Operation::write ||
           read.contains(call.value.value_or(""));
}

/// Calls of which something is known or possible, and the same for the search.
struct Problem {
    Calls calls;
    std::vector<RegisterCall> order;
};

Problem problem_of(const Calls& recorded) {
    using Operation = RegisterCall::Operation;
    std::map<std::string, std::uint64_t> values;
    std::set<std::string> read;
    for (const RecordedCall& one : recorded) {
        if (one.call->operation == ApiCall::Operation::read && one.call->value) {
            read.insert(*one.call->value);
        }
    }
    Problem problem;
    for (const RecordedCall& one : recorded) {
        const ApiCall& call = *one.call;
        const bool known = call.outcome == ApiCall::Outcome::ok;
        const bool possible =
            call.outcome == ApiCall::Outcome::info && call.operation != ApiCall::Operation::read;
        if ((!known && !possible) || !explains(call, read)) {
            continue;
        }
        RegisterCall step;
        step.operation = call.operation == ApiCall::Operation::create   ? Operation::create
                         : call.operation == ApiCall::Operation::write  ? Operation::write
                         : call.operation == ApiCall::Operation::remove ? Operation::remove
                                                                        : Operation::read;
        if (call.value && step.operation != Operation::remove) {
            step.value = values.emplace(*call.value, values.size()).first->second;
        }
        step.invoked = call.invoked;
        step.completed = known ? call.completed : std::nullopt;
        step.certain = known;
        problem.calls.push_back(one);
        problem.order.push_back(step);
    }
    return problem;
}

void judge_object(Findings& findings, const std::string& object, const Calls& recorded) {
    const Problem problem = problem_of(recorded);
    findings.occurred(problem.order.size() > 1 ? 1 : 0);
    const OrderSearch search = search_order(problem.order, {}, steps_max);
    if (search.result == OrderSearch::Result::found) {
        return;
    }
    if (search.result == OrderSearch::Result::given_up) {
        findings.testbed_trouble(
            fmt::format("the search for an order of {} calls on {} was given up after {} steps",
                        problem.order.size(), object, search.steps));
        return;
    }
    std::vector<Evidence> evidence;
    for (const std::size_t i : smallest_window(problem.order, window_steps_max)) {
        evidence.push_back(at_call(problem.calls[i]));
    }
    findings.problem(fmt::format("no single copy of {} could have served its {} calls; these {} "
                                 "already contradict each other",
                                 object, problem.order.size(), evidence.size()),
                     evidence);
}

Verdict judge_linearizable(const Recording& recording) {
    Findings findings("linearizable configuration");
    for (const auto& [object, calls] : by_object(recording)) {
        judge_object(findings, object, calls);
    }
    return std::move(findings).verdict("every object behaved as a single copy of it would");
}

bool writes(const ApiCall& call) {
    return call.operation != ApiCall::Operation::read;
}

std::optional<std::string> left_by(const ApiCall& call) {
    return call.operation == ApiCall::Operation::remove ? std::nullopt : call.value;
}

/// Whether an acknowledged write surely came after this one.
const RecordedCall* overwritten(const Calls& calls, const std::optional<Instant>& completed) {
    const auto found = std::find_if(calls.begin(), calls.end(), [&](const RecordedCall& other) {
        return writes(*other.call) && other.call->outcome == ApiCall::Outcome::ok && completed &&
               other.call->invoked > *completed;
    });
    return found == calls.end() ? nullptr : &*found;
}

/// Whether the object may have this value when every call is over.
bool may_be(const Calls& calls, const std::optional<std::string>& value) {
    // Before the first call it was absent, as if removed at the beginning of time.
    if (!value && overwritten(calls, Instant() - 1ns) == nullptr) {
        return true;
    }
    return std::any_of(calls.begin(), calls.end(), [&](const RecordedCall& one) {
        const ApiCall& call = *one.call;
        return writes(call) && call.outcome != ApiCall::Outcome::fail && left_by(call) == value &&
               overwritten(calls, call.completed) == nullptr;
    });
}

/// The members as the leader told them last; all that were deployed when nobody did.
std::vector<std::string> members_at_end(const Recording& recording) {
    const Index& index = recording.index();
    if (const auto leader = index.leader_at(index.end())) {
        std::vector<std::string> members;
        for (const auto& node : index.cluster_at(*leader, index.end())->said->nodes) {
            members.push_back(node.name);
        }
        return members;
    }
    return scenario::controllers_of(recording.scenario.deployment, recording.topology);
}

void judge_survival(Findings& findings, const std::string& object, const Calls& calls,
                    const std::vector<std::string>& members) {
    const auto acknowledged = std::count_if(calls.begin(), calls.end(), [](const auto& one) {
        return writes(*one.call) && one.call->outcome == ApiCall::Outcome::ok;
    });
    if (acknowledged == 0) {
        return;
    }
    findings.occurred(static_cast<int>(acknowledged));
    for (const std::string& member : members) {
        const auto back = std::find_if(calls.begin(), calls.end(), [&](const RecordedCall& one) {
            return one.call->client == workload::read_back_client && one.call->through == member &&
                   one.call->outcome == ApiCall::Outcome::ok;
        });
        if (back == calls.end()) {
            findings.problem(fmt::format("{} could not be read back through {}", object, member));
        } else if (!may_be(calls, back->call->value)) {
            std::vector<Evidence> evidence = {at_call(*back)};
            for (const RecordedCall& one : calls) {
                if (writes(*one.call) && one.call->outcome == ApiCall::Outcome::ok &&
                    overwritten(calls, one.call->completed) == nullptr) {
                    evidence.push_back(at_call(one));
                }
            }
            findings.problem(
                fmt::format("{} holds {} through {}, which no acknowledged last write left there",
                            object, back->call->value.value_or("nothing"), member),
                evidence);
        }
    }
}

Verdict judge_acknowledged(const Recording& recording) {
    Findings findings("acknowledged writes survive");
    const std::vector<std::string> members = members_at_end(recording);
    for (const auto& [object, calls] : by_object(recording)) {
        judge_survival(findings, object, calls, members);
    }
    return std::move(findings).verdict("every acknowledged write was there through every member");
}

}  // namespace

Checker linearizable_configuration() {
    return {"linearizable configuration", judge_linearizable};
}
Checker acknowledged_writes_survive() {
    return {"acknowledged writes survive", judge_acknowledged};
}

}  // namespace holdfast::harness::check
