// SPDX-License-Identifier: Apache-2.0
#include "harness/check/cut_off.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "harness/check/fidelity.h"
#include "harness/check/findings.h"
#include "harness/check/moves.h"
#include "harness/packet/packet.h"

namespace holdfast::harness::check {

namespace {

// The fault is recorded when the new program runs; it still has to read its log and to lead.
constexpr Duration restart_max = 500ms;

bool is_cut(const Recording& recording, const InjectedFault& fault) {
    return fault.name == "link_silent" && fault.text.ends_with(recording.topology.management);
}

// ---- HDL-8, HDL-9

std::vector<std::string> states_of(const Recording& recording, const std::string& engine,
                                   Instant from) {
    std::vector<std::string> states;
    for (const RuntimeSpan& span : recording.index().runtime()) {
        const auto* said = span.to <= from ? nullptr : span.engine(engine);
        if (said != nullptr && (states.empty() || states.back() != said->oper_state)) {
            states.push_back(said->oper_state);
        }
    }
    return states;
}

Verdict judge_states(const Recording& recording, const std::vector<std::string>& expected) {
    Findings findings("states of the cut engine");
    std::vector<std::string> wanted = {"OPER_UP"};  // what was said last before the cut
    wanted.insert(wanted.end(), expected.begin(), expected.end());
    for (const InjectedFault& cut : cuts_in(recording)) {
        for (const std::string& engine : cut.nodes) {
            findings.occurred();
            const Evidence where = at_line(cut.text, cut.history_line, cut.at);
            const auto states = states_of(recording, engine, cut.at);
            if (states != wanted) {
                findings.problem(
                    fmt::format("{} was said to be {} after it was cut off, not {}", engine,
                                fmt::join(states, ", "), fmt::join(wanted, ", ")),
                    {where});
            }
            findings.saw(where);
        }
    }
    return std::move(findings).verdict(
        fmt::format("the cut engine was {}", fmt::join(wanted, ", ")));
}

// ---- HDL-10

/// ARP replies for the address that other nodes sent to this engine.
std::vector<capture::Claim> answers_to(const Recording& recording, const std::string& engine,
                                       Ipv4Address address, Instant from) {
    std::vector<capture::Claim> answers;
    const topology::Node* node = recording.topology.find(engine);
    for (const capture::Capture& capture : recording.captures) {
        const auto own = node->address_on(capture.segment);
        for (std::size_t number = 1; own && number <= capture.frames.size(); ++number) {
            const capture::Frame& frame = capture.frames[number - 1];
            const auto decoded = frame.at < from ? std::nullopt : packet::decode(frame.bytes);
            const packet::Arp* arp = decoded ? decoded->arp() : nullptr;
            if (arp != nullptr && arp->operation == packet::Arp::Operation::reply &&
                arp->sender_ip == address && arp->target_ip == own->address) {
                answers.push_back({frame.at, address, recording.index().node_of(arp->sender_mac),
                                   false, capture.segment, number});
            }
        }
    }
    return answers;
}

void judge_release(Findings& findings, const Recording& recording, const std::string& engine,
                   const capture::OwnershipTimeline& timeline, const capture::Claim& taken) {
    findings.occurred();
    const std::size_t limit = recording.scenario.deployment.group.timers.dupip_timeout_count;
    const std::string address = to_string(timeline.address());
    const auto answers = answers_to(recording, engine, timeline.address(), taken.at);
    if (answers.size() < limit) {
        findings.problem(fmt::format("{} heard {} answers of others for {}, which {} has taken; "
                                     "expected {}",
                                     engine, answers.size(), address, taken.node, limit),
                         {at_packet(taken)});
        return;
    }
    const capture::Claim& last = answers[limit - 1];
    findings.saw(at_packet(last));
    const Duration patience = on_its_way_max + noise_floor(recording);
    for (const capture::Claim& claim :
         timeline.claims_between(last.at + patience, recording.index().end())) {
        if (claim.node == engine) {
            findings.problem(
                fmt::format("{} still claims {} {} after the {} answers of {}", engine, address,
                            to_short_string(claim.at - last.at), limit, last.node),
                {at_packet(last), at_packet(claim)});
            return;
        }
    }
}

Verdict judge_gives_way(const Recording& recording) {
    Findings findings("cut engine gives way");
    for (const InjectedFault& cut : cuts_in(recording)) {
        for (const std::string& engine : cut.nodes) {
            for (const auto& [address, timeline] : recording.index().ownership()) {
                const auto claims =
                    timeline.claims_between(cut.at, cut.healed.value_or(recording.index().end()));
                const auto taken =
                    std::find_if(claims.begin(), claims.end(),
                                 [&](const auto& claim) { return claim.node != engine; });
                if (timeline.owner_at(cut.at) == engine && taken != claims.end()) {
                    judge_release(findings, recording, engine, timeline, *taken);
                }
            }
        }
    }
    return std::move(findings).verdict("the cut engine gave up what another one had taken");
}

// ---- HDL-11

void judge_return(Findings& findings, const Recording& recording, const std::string& engine,
                  const InjectedFault& cut) {
    const Evidence where = at_line("return of " + engine, cut.history_line, *cut.healed);
    for (const auto& [address, timeline] : recording.index().ownership()) {
        const auto owner = timeline.owner_at(*cut.healed);
        if (!owner || *owner == engine) {
            continue;
        }
        findings.occurred();
        for (const auto& claim : timeline.claims_between(*cut.healed, recording.index().end())) {
            if (claim.node == engine) {
                findings.problem(fmt::format("{} came back and claimed {}, which {} had", engine,
                                             to_string(address), *owner),
                                 {where, at_packet(claim)});
                break;
            }
        }
    }
}

Verdict judge_returning(const Recording& recording) {
    Findings findings("returning engine claims nothing");
    for (const InjectedFault& cut : cuts_in(recording)) {
        for (const std::string& engine : cut.nodes) {
            if (cut.healed) {
                judge_return(findings, recording, engine, cut);
            }
        }
    }
    return std::move(findings).verdict("the returned engine left what had been moved");
}

// ---- HDL-17

void judge_wait(Findings& findings, const Recording& recording, const InjectedFault& cut,
                const InjectedFault& restart, const std::string& engine) {
    findings.occurred();
    const auto& timers = recording.scenario.deployment.group.timers;
    const Duration wait = timers.warmstart_se_reconnect_wait_time;
    const Instant cut_end = cut.healed.value_or(recording.index().end());
    const bool returns_in_time = cut_end < restart.at + wait;
    const Evidence cause = at_line(restart.text, restart.history_line, restart.at);
    for (const auto& down : recording.index().system_events("SE_DOWN")) {
        if (down.content->object != engine || down.at < restart.at) {
            continue;
        }
        const Duration took = down.at - restart.at;
        const Duration latest =
            wait + 2 * timers.controller_heartbeat_timeout + restart_max + noise_floor(recording);
        findings.measured({"declared down after restart", took, took, took, "event", latest});
        if (took < wait || took > latest || returns_in_time) {
            findings.problem(
                fmt::format("{} was declared down {} after the controller had been restarted; it "
                            "has {} to come back",
                            engine, to_short_string(took), to_short_string(wait)),
                {cause, at_line("SE_DOWN " + engine, down.line, down.at)});
        }
        return;
    }
    if (!returns_in_time) {
        findings.problem(fmt::format("{} was never declared down", engine), {cause});
    }
}

Verdict judge_waits(const Recording& recording) {
    Findings findings("waits for engines after a restart");
    for (const InjectedFault& cut : cuts_in(recording)) {
        for (const InjectedFault& restart : recording.index().controller_faults()) {
            if (restart.name == "restart" && cut.active_at(restart.at)) {
                for (const std::string& engine : cut.nodes) {
                    judge_wait(findings, recording, cut, restart, engine);
                }
            }
        }
    }
    return std::move(findings).verdict("no engine was given up before its time to come back");
}

}  // namespace

std::vector<InjectedFault> cuts_in(const Recording& recording) {
    std::vector<InjectedFault> cuts;
    for (const InjectedFault& fault : recording.index().engine_faults({"link_silent"})) {
        if (is_cut(recording, fault)) {
            cuts.push_back(fault);
        }
    }
    return cuts;
}

bool out_of_reach(const Recording& recording, const std::string& engine, Instant at) {
    bool cut = false;
    bool unheard = false;
    for (const InjectedFault& fault : recording.index().faults()) {
        if (fault.hits(engine) && fault.active_at(at)) {
            cut = cut || is_cut(recording, fault);
            unheard = unheard || fault.name == "heartbeats_lost";
        }
    }
    return cut && unheard;
}

Checker states_of_cut_engine(
    std::function<std::vector<std::string>(const scenario::Scenario&)> expected) {
    return {"states of the cut engine",
            [expected = std::move(expected)](const Recording& recording) {
                return judge_states(recording, expected(recording.scenario));
            }};
}
Checker cut_engine_gives_way() {
    return {"cut engine gives way", judge_gives_way};
}
Checker returning_engine_claims_nothing() {
    return {"returning engine claims nothing", judge_returning};
}
Checker waits_for_engines_after_restart() {
    return {"waits for engines after a restart", judge_waits};
}

}  // namespace holdfast::harness::check
