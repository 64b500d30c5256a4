// SPDX-License-Identifier: Apache-2.0
#include "harness/check/failover_timeline.h"

#include <algorithm>

#include "harness/capture/flow_analysis.h"
#include "harness/check/findings.h"

namespace holdfast::harness::check {

namespace {

class Walk {
  public:
    Walk(const Recording& recording, const Move& move, const scenario::VirtualServiceSpec& service,
         const capture::Claim& claim)
        : recording_(recording), index_(recording.index()), service_(service), claim_(claim) {
        timeline_.cause = move;
        timeline_.service = service.name;
        timeline_.successor = claim.node;
    }

    FailoverTimeline timeline() {
        event("detect", "SE_DP_HB_FAILED", timeline_.cause.engine);
        if (!event("decide", "SE_DOWN", timeline_.cause.engine)) {
            event("decide", "VS_SWITCHOVER", service_.name);
        }
        ends("claim", claim_.at, at_packet(claim_));
        learn_and_forward();
        settle();
        return std::move(timeline_);
    }

  private:
    Instant last() const {
        return timeline_.phases.empty() ? timeline_.cause.at : timeline_.phases.back().at;
    }

    /// What happened before the phase before it had ended took no time of its own.
    void ends(const std::string& phase, Instant at, Evidence evidence) {
        const Instant end = std::max(at, last());
        timeline_.phases.push_back({phase, end, end - last(), std::move(evidence)});
    }

    bool event(const std::string& phase, const std::string& id, const std::string& object) {
        for (const auto& found : index_.system_events(id)) {
            if (found.content->object == object && found.at >= timeline_.cause.at &&
                found.at <= claim_.at) {
                ends(phase, found.at, at_line(id + " " + object, found.line, found.at));
                return true;
            }
        }
        return false;
    }

    void learn_and_forward() {
        const auto& packets = index_.client_packets();
        const auto learnt =
            std::find_if(packets.begin(), packets.end(), [&](const ClientPacket& packet) {
                return packet.at >= claim_.at && packet.vip == service_.vip &&
                       packet.receiver == claim_.node;
            });
        if (learnt == packets.end()) {
            return;
        }
        const std::string& front = recording_.topology.front;
        ends("learn", learnt->at,
             at_packet("client packet to " + claim_.node, front, learnt->packet, learnt->at));
        const auto& replies = index_.to_clients();
        const auto reply =
            std::find_if(replies.begin(), replies.end(), [&](const EnginePacket& packet) {
                return packet.at >= learnt->at && packet.source == service_.vip &&
                       packet.engine == claim_.node;
            });
        if (reply != replies.end()) {
            ends("forward", reply->at,
                 at_packet("reply by " + claim_.node, front, reply->packet, reply->at));
        }
    }

    void settle() {
        Instant all = timeline_.cause.at;
        std::optional<Instant> first;
        for (const workload::ProbeFlow* flow : index_.flows_of(service_.name)) {
            const auto analysis =
                capture::analyse(*flow, {timeline_.cause.at, timeline_.cause.until});
            if (!analysis.first_impaired) {
                continue;
            }
            if (!analysis.recovered) {
                return;
            }
            all = std::max(all, *analysis.recovered);
            first = std::min(first.value_or(*analysis.recovered), *analysis.recovered);
        }
        if (!first) {
            return;  // no flow felt it
        }
        ends("settle", all, {"every flow answers", std::nullopt, "", std::nullopt, all});
        timeline_.full_convergence_time = all - timeline_.cause.at;
        timeline_.first_route_convergence_time = *first - timeline_.cause.at;
    }

    const Recording& recording_;
    const Index& index_;
    const scenario::VirtualServiceSpec& service_;
    capture::Claim claim_;
    FailoverTimeline timeline_;
};

}  // namespace

std::vector<FailoverTimeline> failover_timelines(const Recording& recording) {
    std::vector<FailoverTimeline> timelines;
    for (const Move& move : moves_in(recording)) {
        for (const auto& service : services_owned_by(recording, move.engine, move.at)) {
            const auto& ownership = recording.index().ownership_of(service.vip);
            for (const auto& claim : ownership.claims_between(move.at, move.until)) {
                if (claim.node != move.engine && claim.gratuitous) {
                    timelines.push_back(Walk(recording, move, service, claim).timeline());
                    break;
                }
            }
        }
    }
    return timelines;
}

}  // namespace holdfast::harness::check
