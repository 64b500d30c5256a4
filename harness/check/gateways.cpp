// SPDX-License-Identifier: Apache-2.0
#include "harness/check/gateways.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "harness/check/fidelity.h"
#include "harness/check/findings.h"
#include "harness/check/gateway_sight.h"

namespace holdfast::harness::check {

namespace {

// As for any takeover: see announced.cpp.
constexpr Duration announcement_after_claim_max = 200ms;

std::optional<std::string> peer_of(const Recording& recording, const std::string& engine) {
    const scenario::Deployment& deployment = recording.scenario.deployment;
    const scenario::SeGroupSpec* group = deployment.group_of_engine(engine);
    if (group == nullptr || !group->legacy()) {
        return std::nullopt;
    }
    for (const std::string& other : deployment.engines_in(group->name)) {
        if (other != engine) {
            return other;
        }
    }
    return std::nullopt;
}

Evidence cause_of(const GatewayStage& stage, const Recording& recording) {
    return stage.changes.empty()
               ? at_line("faults begin", 1, recording.index().faults_began())
               : at_line(stage.changes.back().what, stage.changes.back().history_line,
                         stage.changes.back().cause);
}

std::string told(const GatewayStage& stage) {
    std::string out;
    for (const auto& [engine, gateways] : stage.lost) {
        for (const Ipv4Address gateway : gateways) {
            out += fmt::format("{}{} has lost {}", out.empty() ? "" : ", ", engine,
                               to_string(gateway));
        }
    }
    return out.empty() ? "every engine sees its gateways" : out;
}

/// Who is to own an address in this stage that `owner` had when it began.
std::string expected_owner(const Recording& recording, const GatewayStage& stage,
                           const capture::OwnershipTimeline& timeline, const std::string& owner) {
    const auto peer = peer_of(recording, owner);
    if (!peer) {
        return owner;
    }
    if (!stage.sees_all(owner) && stage.sees_all(*peer)) {
        return *peer;
    }
    const scenario::SeGroupSpec& group = *recording.scenario.deployment.group_of_engine(owner);
    const bool goes_home = group.auto_redistribute_active_standby_load && stage.sees_all(owner) &&
                           stage.sees_all(*peer);
    return goes_home ? timeline.owner_at(recording.index().faults_began()).value_or(owner) : owner;
}

class StageJudge {
  public:
    StageJudge(Findings& findings, const Recording& recording, const GatewayStage& stage)
        : findings_(findings), recording_(recording), stage_(stage) {}

    void judge(const capture::OwnershipTimeline& timeline) const {
        const auto owner = timeline.owner_at(stage_.from);
        if (!owner || stage_.to <= stage_.from) {
            return;
        }
        const std::string expected = expected_owner(recording_, stage_, timeline, *owner);
        if (expected == *owner) {
            stays(timeline, *owner);
        } else if (stage_.to >= stage_.settled) {
            moves(timeline, *owner, expected);
        }
    }

  private:
    void stays(const capture::OwnershipTimeline& timeline, const std::string& owner) const {
        findings_.occurred(stage_.changes.empty() ? 0 : 1);
        for (const auto& claim : timeline.claims_between(stage_.from, stage_.to)) {
            if (claim.node != owner) {
                findings_.problem(
                    fmt::format("{} moved from {} to {} although {}", to_string(timeline.address()),
                                owner, claim.node, told(stage_)),
                    {cause_of(stage_, recording_), at_packet(claim)});
                return;
            }
        }
    }

    void moves(const capture::OwnershipTimeline& timeline, const std::string& owner,
               const std::string& expected) const {
        findings_.occurred();
        const auto claims = timeline.claims_between(stage_.from, stage_.to);
        const auto taken = std::find_if(claims.begin(), claims.end(),
                                        [&](const auto& claim) { return claim.node == expected; });
        if (taken == claims.end() || taken->at > stage_.settled) {
            findings_.problem(
                fmt::format("{} did not move from {} to {} within {}, although {}",
                            to_string(timeline.address()), owner, expected,
                            to_short_string(stage_.settled - stage_.from), told(stage_)),
                {cause_of(stage_, recording_)});
            return;
        }
        measure(timeline, *taken);
        // GW-13: the old owner has released before the new one begins.
        const auto late = std::find_if(taken, claims.end(),
                                       [&](const auto& claim) { return claim.node != expected; });
        if (late != claims.end()) {
            findings_.problem(fmt::format("{} still claimed {} after {} had taken it", late->node,
                                          to_string(timeline.address()), expected),
                              {at_packet(*taken), at_packet(*late)});
        }
        const auto announced = timeline.first_announcement_of(expected, stage_.from);
        if (!announced || announced->at - taken->at > announcement_after_claim_max) {
            findings_.problem(fmt::format("{} took {} without a gratuitous ARP", expected,
                                          to_string(timeline.address())),
                              {at_packet(*taken)});
        }
    }

    void measure(const capture::OwnershipTimeline& timeline, const capture::Claim& taken) const {
        const Instant cause = stage_.changes.front().cause;
        const Duration value = taken.at - cause;
        findings_.measured({"gateway switch " + to_string(timeline.address()), value,
                            value - timeline.interval(), value, "capture", stage_.settled - cause});
        findings_.saw(at_packet(taken));
    }

    Findings& findings_;
    const Recording& recording_;
    const GatewayStage& stage_;
};

Verdict judge_roles(const Recording& recording) {
    Findings findings("gateway roles hold");
    const auto stages = gateway_stages(recording);
    for (const GatewayStage& stage : stages) {
        for (const auto& [address, timeline] : recording.index().ownership()) {
            StageJudge(findings, recording, stage).judge(timeline);
        }
    }
    if (stages.size() == 1) {  // disturbances that were too short to count: they moved nothing
        findings.occurred(gateway_changes(recording).disturbances);
    }
    return std::move(findings).verdict("services were where their engines see every gateway");
}

void judge_runtime(Findings& findings, const Recording& recording, const GatewayStage& stage) {
    const Index& index = recording.index();
    for (const auto& [engine, gateways] : stage.lost) {
        if (stage.settled >= stage.to) {
            continue;
        }
        findings.occurred();
        const RuntimeSpan* span = index.runtime_at(stage.settled);
        const history::EngineRuntime* said = span == nullptr ? nullptr : span->engine(engine);
        if (said == nullptr || said->oper_state != "OPER_UP" || said->gateway_up) {
            findings.problem(
                fmt::format("{} has lost a gateway and is said to be {}, gateway_up {}", engine,
                            said == nullptr ? "nothing" : said->oper_state,
                            said != nullptr && said->gateway_up),
                {cause_of(stage, recording)});
        } else {
            findings.saw(at_line(engine + " up, gateway not", span->history_line, span->from));
        }
    }
}

Verdict judge_no_failure(const Recording& recording) {
    Findings findings("gateway trouble is no failure");
    for (const GatewayStage& stage : gateway_stages(recording)) {
        judge_runtime(findings, recording, stage);
    }
    for (const auto& down : recording.index().system_events("SE_DOWN")) {
        if (down.at >= recording.index().faults_began()) {
            findings.problem(fmt::format("{} was declared down", down.content->object),
                             {at_line("SE_DOWN", down.line, down.at)});
        }
    }
    return std::move(findings).verdict("engines without a gateway were up, and said so");
}

using Event = history::History::Found<history::SystemEvent>;

std::vector<Event> gateway_events(const Recording& recording) {
    std::vector<Event> events;
    for (const char* name : {"SE_GATEWAY_HEARTBEAT_FAILED", "SE_GATEWAY_HEARTBEAT_SUCCESS"}) {
        for (const Event& event : recording.index().system_events(name)) {
            if (event.at >= recording.index().faults_began()) {
                events.push_back(event);
            }
        }
    }
    return events;
}

bool tells_of(const Event& event, const GatewayChange& change, Duration slack) {
    const bool lost = event.content->event_id == "SE_GATEWAY_HEARTBEAT_FAILED";
    return lost == change.lost && event.content->object == change.engine &&
           event.content->description.find(to_string(change.gateway)) != std::string::npos &&
           event.at >= change.earliest && event.at <= change.latest + slack;
}

// A word from the engine to the controller takes a round trip.
constexpr Duration word_max = 100ms;

Verdict judge_events(const Recording& recording) {
    Findings findings("gateway events told");
    const GatewayChanges found = gateway_changes(recording);
    const Duration slack = word_max + noise_floor(recording);
    std::vector<Event> events = gateway_events(recording);
    for (const GatewayChange& change : found.changes) {
        if (change.latest + slack > recording.index().end()) {
            continue;
        }
        findings.occurred();
        const auto told_at = std::find_if(events.begin(), events.end(), [&](const Event& event) {
            return tells_of(event, change, slack);
        });
        if (told_at == events.end()) {
            findings.problem(
                fmt::format("no event says that {} {} {}", change.engine,
                            change.lost ? "lost" : "sees again", to_string(change.gateway)),
                {at_line(change.what, change.history_line, change.cause)});
        } else {
            findings.saw(at_line(told_at->content->event_id, told_at->line, told_at->at));
            events.erase(told_at);
        }
    }
    if (found.changes.empty()) {  // disturbances too short to count: nothing is to be told
        findings.occurred(found.disturbances);
    }
    for (const Event& event : events) {
        const bool may_be =
            found.unsure || event.at + word_max > recording.index().end() ||
            std::any_of(found.changes.begin(), found.changes.end(),
                        [&](const GatewayChange& change) {
                            return change.latest + slack > recording.index().end() &&
                                   tells_of(event, change, slack);
                        });
        if (!may_be) {
            findings.problem(fmt::format("{} of {}: {}", event.content->event_id,
                                         event.content->object, event.content->description),
                             {at_line(event.content->event_id, event.line, event.at)});
        }
    }
    return std::move(findings).verdict(
        "each loss and return of a gateway is in the event log once");
}

}  // namespace

Checker gateway_roles_hold() {
    return {"gateway roles hold", judge_roles};
}
Checker gateway_trouble_is_no_failure() {
    return {"gateway trouble is no failure", judge_no_failure};
}
Checker gateway_events_told() {
    return {"gateway events told", judge_events};
}

}  // namespace holdfast::harness::check
