// SPDX-License-Identifier: Apache-2.0
#include "harness/check/paths.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "harness/capture/flow_analysis.h"
#include "harness/check/fidelity.h"
#include "harness/check/findings.h"
#include "harness/check/moves.h"

namespace holdfast::harness::check {

namespace {

/// The first packet to this VIP that the engine was sent in this time, if it answered for the VIP
/// then; null: it was sent none, or answered none.
const ClientPacket* served(const Index& index, const std::string& engine, Ipv4Address vip,
                           const Span& span) {
    const auto& sent = index.client_packets();
    const auto to_it = std::find_if(sent.begin(), sent.end(), [&](const ClientPacket& packet) {
        return span.contains(packet.at) && packet.vip == vip && packet.receiver == engine;
    });
    const auto& answers = index.to_clients();
    const bool answered =
        std::any_of(answers.begin(), answers.end(), [&](const EnginePacket& packet) {
            return span.contains(packet.at) && packet.engine == engine && packet.source == vip;
        });
    return to_it != sent.end() && answered ? &*to_it : nullptr;
}

Verdict judge_every_path(const Recording& recording) {
    Findings findings("every engine has a path");
    const Index& index = recording.index();
    const Span span = settled_spans(recording).front();
    for (const auto& service : recording.scenario.deployment.services) {
        for (const std::string& engine : recording.scenario.deployment.engines) {
            findings.occurred();
            if (const auto* packet = served(index, engine, service.vip, span)) {
                findings.saw(
                    at_packet(fmt::format("client packet of {} to {}", service.name, engine),
                              recording.topology.front, packet->packet, packet->at));
            } else {
                findings.problem(fmt::format("{} served no packet of {}, of {} flows", engine,
                                             service.name, index.flows_of(service.name).size()));
            }
        }
    }
    return std::move(findings).verdict("every engine served some flows of every service");
}

/// The engine that a flow's packets were sent to last, by flow.
std::map<std::uint32_t, std::string> engines_of_flows(const Index& index, Instant at) {
    std::map<std::uint32_t, std::string> engines;
    for (const ClientPacket& packet : index.client_packets()) {
        if (packet.at > at) {
            break;
        }
        if (packet.flow) {
            engines[*packet.flow] = packet.receiver;
        }
    }
    return engines;
}

/// One engine that is out of reach for a while.
class LostPath {
  public:
    LostPath(Findings& findings, const Recording& recording, const InjectedFault& fault,
             const std::string& engine)
        : findings_(findings),
          recording_(recording),
          index_(recording.index()),
          fault_(fault),
          engine_(engine),
          until_(index_.next_disturbance(fault.at)),
          bound_(recording.scenario.budgets.failover),
          cause_(at_line(fault.name + " " + engine, fault.history_line, fault.at)) {}

    void judge() {
        if (until_ - fault_.at < bound_) {
            return;  // disturbed again before the bound had passed: not judged
        }
        const auto engines = engines_of_flows(index_, fault_.began);
        for (const auto& service : recording_.scenario.deployment.services) {
            judge_flows(service, engines);
        }
        judge_silence();
    }

  private:
    void judge_flows(const scenario::VirtualServiceSpec& service,
                     const std::map<std::uint32_t, std::string>& engines) {
        capture::FlowAnalysis worst;
        bool moved = false;
        for (const workload::ProbeFlow* flow : index_.flows_of(service.name)) {
            const auto place = engines.find(flow->id);
            const bool here = place != engines.end() && place->second == engine_;
            const auto analysis = capture::analyse(*flow, {fault_.at, until_ - on_its_way_max});
            const Duration limit = here ? bound_ : noise_floor(recording_);
            if (analysis.first_impaired &&
                (!analysis.recovered || analysis.timestamp_based.low > limit)) {
                findings_.problem(
                    fmt::format("flow {} of {}, which {} served, was out for {}; the bound is {}",
                                flow->id, service.name, here ? engine_ : "another engine",
                                to_short_string(analysis.timestamp_based.value),
                                to_short_string(limit)),
                    {cause_});
            }
            moved = moved || here;
            if (here && analysis.timestamp_based.value >= worst.timestamp_based.value) {
                worst = analysis;
            }
        }
        if (moved) {
            findings_.occurred();
            const auto& time = worst.timestamp_based;
            findings_.measured(
                {"failoverTime " + service.name, time.value, time.low, time.high, "TBM", bound_});
        }
    }

    void judge_silence() {
        for (const ClientPacket& packet : index_.client_packets()) {
            if (packet.receiver == engine_ && packet.at > fault_.at + bound_ &&
                packet.at < until_) {
                findings_.problem(
                    fmt::format("clients' packets are sent to {} {} after it was lost", engine_,
                                to_short_string(packet.at - fault_.at)),
                    {cause_, at_packet("client packet to " + engine_, recording_.topology.front,
                                       packet.packet, packet.at)});
                return;
            }
        }
    }

    Findings& findings_;
    const Recording& recording_;
    const Index& index_;
    const InjectedFault& fault_;
    const std::string& engine_;
    Instant until_;
    Duration bound_;
    Evidence cause_;
};

Verdict judge_lost_paths(const Recording& recording) {
    Findings findings("lost paths vanish");
    const std::set<std::string> losses = {"process_crash", "node_power_off", "graceful_stop",
                                          "link_down", "link_silent"};
    for (const InjectedFault& fault : recording.index().engine_faults(losses)) {
        for (const std::string& engine : fault.nodes) {
            LostPath(findings, recording, fault, engine).judge();
        }
    }
    return std::move(findings).verdict(
        "flows of the lost engine went on elsewhere within the bound, the others without a break");
}

}  // namespace

Checker every_engine_has_a_path() {
    return {"every engine has a path", judge_every_path};
}
Checker lost_paths_vanish() {
    return {"lost paths vanish", judge_lost_paths};
}

}  // namespace holdfast::harness::check
