// SPDX-License-Identifier: Apache-2.0
#include "harness/timing/json.h"

#include <boost/json.hpp>

#include "harness/timing/text.h"

namespace holdfast::harness::timing {

namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

value of(Duration duration) {
    return duration.count();
}
value of(Instant instant) {
    return instant.since_start().count();
}
value of(PacketRef packet) {
    if (!packet) {
        return nullptr;
    }
    return object{{"capture", packet.capture + 1}, {"number", std::uint64_t{packet.number}}};
}
value of(const std::optional<Duration>& duration) {
    return duration ? of(*duration) : value(nullptr);
}

value of(const Figure& figure) {
    return object{{"method", to_string(figure.method)},
                  {"value", of(figure.value)},
                  {"accuracy", object{{"low", of(figure.low)}, {"high", of(figure.high)}}},
                  {"from", of(figure.from)},
                  {"to", of(figure.to)}};
}
value of(const Interval& interval) {
    return object{{"value", of(interval.value)},
                  {"accuracy", object{{"low", of(interval.low)}, {"high", of(interval.high)}}}};
}
template <class T>
value of_optional(const std::optional<T>& what) {
    return what ? of(*what) : value(nullptr);
}

value of(const std::optional<Passage>& passage) {
    if (!passage) {
        return nullptr;
    }
    return object{{"sent", of(passage->sent)},
                  {"received", of(passage->received)},
                  {"sentPacket", of(passage->sent_packet)},
                  {"receivedPacket", of(passage->received_packet)}};
}

value of(const LossPeriod& period) {
    object out{{"before", of(period.before)},
               {"after", of(period.after)},
               {"firstImpaired", period.sent_known ? of(period.first_sent) : value(nullptr)},
               {"firstPacket", period.sent_known ? of(period.first_packet) : value(nullptr)},
               {"lastImpaired", period.sent_known ? of(period.last_sent) : value(nullptr)},
               {"lastPacket", period.sent_known ? of(period.last_packet) : value(nullptr)},
               {"impaired", period.impaired},
               {"late", period.late},
               {"missingInCapture", period.missing}};
    return out;
}

std::string to_string(ClockReport::Standing standing) {
    switch (standing) {
        case ClockReport::Standing::own:
            return "reference";
        case ClockReport::Standing::corrected:
            return "corrected";
        case ClockReport::Standing::not_compared:
            return "not compared";
        case ClockReport::Standing::not_comparable:
            return "not comparable";
        case ClockReport::Standing::contradictory:
            return "contradictory";
    }
    return "";
}

value of(const ClockReport& clock) {
    const bool corrected = clock.standing == ClockReport::Standing::corrected;
    return object{{"standing", to_string(clock.standing)},
                  {"ahead", corrected ? of(clock.ahead) : value(nullptr)},
                  {"error", corrected ? of(clock.error) : value(nullptr)},
                  {"fasterPpm", clock.rate_ppm ? value(*clock.rate_ppm) : value(nullptr)},
                  {"packetsInCommon", clock.packets}};
}

value of(const CaptureReport& capture) {
    array interfaces;
    for (const std::string& name : capture.interfaces) {
        interfaces.emplace_back(name);
    }
    array steps;
    for (const ClockStep& step : capture.clock_steps) {
        steps.emplace_back(
            object{{"at", of(step.before)}, {"back", of(step.back)}, {"packet", of(step.packet)}});
    }
    return object{{"path", capture.path},
                  {"format", capture.format},
                  {"interfaces", std::move(interfaces)},
                  {"packets", capture.packets},
                  {"notUnderstood", capture.not_understood},
                  {"dropped", capture.dropped},
                  {"withoutTime", capture.without_time},
                  {"first", of(capture.first)},
                  {"last", of(capture.last)},
                  {"clockSteps", std::move(steps)},
                  {"clock", of(capture.clock)},
                  {"trouble", capture.trouble}};
}

value of(const FlowReport& flow, const Settings& settings) {
    array holes;
    for (const CaptureHole& hole : flow.holes) {
        holes.emplace_back(object{{"from", of(hole.from)},
                                  {"to", of(hole.to)},
                                  {"before", of(hole.before)},
                                  {"after", of(hole.after)},
                                  {"missing", hole.missing}});
    }
    array pauses;
    for (const SenderPause& pause : flow.sender_pauses) {
        pauses.emplace_back(
            object{{"from", of(pause.from)}, {"to", of(pause.to)}, {"packet", of(pause.packet)}});
    }
    return object{{"flow", flow.label},
                  {"tap", flow.tap},
                  {"alsoSeenAt", flow.also_seen},
                  {"method", method_text(flow, settings)},
                  {"bothDirections", flow.two_way},
                  {"steady", flow.steady},
                  {"packetSamplingInterval", of(flow.interval)},
                  {"offeredLoad", flow.interval && *flow.interval > Duration{}
                                      ? value(1e9 / static_cast<double>(flow.interval->count()))
                                      : value(nullptr)},
                  {"packets", flow.packets},
                  {"packetLoss", flow.impaired},
                  {"excessiveDelay", flow.late},
                  {"outOfOrder", flow.out_of_order},
                  {"duplicates", flow.duplicates},
                  {"retransmissions", flow.retransmissions},
                  {"first", of(flow.first)},
                  {"last", of(flow.last)},
                  {"reset", flow.reset ? of(flow.reset->packet) : value(nullptr)},
                  {"holes", std::move(holes)},
                  {"senderPauses", std::move(pauses)}};
}

value of(const RouteResult& route, const Report& report) {
    array times;
    for (const auto& figure : {route.tbm, route.tblm, route.plbm}) {
        if (figure) {
            times.push_back(of(*figure));
        }
    }
    array periods;
    for (const LossPeriod& period : route.periods) {
        periods.push_back(of(period));
    }
    return object{{"flow", report.flows[route.flow].label},
                  {"failoverTime", std::move(times)},
                  {"routeLossOfConnectivity", of_optional(route.plbm)},
                  {"additiveBackupDelay", of_optional(route.additive_backup_delay)},
                  {"packetLoss", route.impaired},
                  {"excessiveDelay", route.late},
                  {"outOfOrder", route.out_of_order},
                  {"duplicates", route.duplicates},
                  {"recovered", route.recovered},
                  {"lossPeriods", std::move(periods)}};
}

value of(const std::vector<PhaseReport>& phases) {
    object out;
    for (const PhaseReport& phase : phases) {
        out[phase.name] = object{{"length", of(phase.to - phase.from)},
                                 {"to", of(phase.to)},
                                 {"clockError", of(phase.clock_error)},
                                 {"packet", of(phase.packet)},
                                 {"shownBy", phase.shown_by}};
    }
    return out;
}

value spread_of(const std::optional<Event::Spread>& spread) {
    if (!spread) {
        return nullptr;
    }
    return object{{"min", of(spread->least)},
                  {"median", of(spread->median)},
                  {"avg", of(spread->mean)},
                  {"max", of(spread->most)}};
}

value of(const Event& event, const Report& report) {
    array routes;
    for (const RouteResult& route : event.routes) {
        routes.push_back(of(route, report));
    }
    array reasons;
    for (const std::string& reason : event.reasons) {
        reasons.emplace_back(reason);
    }
    const bool reverts = event.kind == Event::Kind::reversion;
    object out{{"kind", to_string(event.kind)},
               {"standing", to_string(event.standing)},
               {"reasons", std::move(reasons)},
               {"fromOwner", event.from_owner},
               {"toOwner", event.to_owner},
               {"begin", of(event.begin)},
               {"end", of(event.end)},
               {"convergenceEventInstant", object{{"at", of(event.event_at)},
                                                  {"given", event.event_given},
                                                  {"packet", of(event.event_packet)}}},
               {reverts ? "reversionTime" : "failoverTime", of_optional(event.failover_time)},
               {"tau", event.worst ? of(report.flows[event.routes[*event.worst].flow].interval)
                                   : value(nullptr)},
               {"firstRouteConvergenceTime", of_optional(event.first_route_convergence)},
               {"fullConvergenceTime", of_optional(event.full_convergence)},
               {"routeLossOfConnectivity", spread_of(event.loss_of_connectivity)},
               {"failoverPacketLoss", event.packet_loss},
               {"excessiveDelay", event.late},
               {"outOfOrder", event.out_of_order},
               {"duplicates", event.duplicates},
               {"ownerOverlap", of_optional(event.owner_overlap)},
               {"ownerGap", of_optional(event.owner_gap)},
               {"phase", of(event.phases)},
               {"restoration",
                event.restoration ? value(object{{"at", of(event.restoration->at)},
                                                 {"after", of(event.restoration->after)},
                                                 {"clockError", of(event.restoration->clock_error)},
                                                 {"packet", of(event.restoration->packet)}})
                                  : value(nullptr)},
               {"routesUnimpaired", event.routes_unimpaired},
               {"routes", std::move(routes)}};
    return out;
}

value of(const VipReport& vip, const Report& report) {
    array found;
    for (const std::string& reason : vip.found_by) {
        found.emplace_back(reason);
    }
    array owners;
    for (const OwnerReport& owner : vip.owners) {
        owners.emplace_back(object{{"owner", owner.node},
                                   {"from", of(owner.from)},
                                   {"to", of(owner.to)},
                                   {"firstPacket", of(owner.first)},
                                   {"lastPacket", of(owner.last)},
                                   {"by", owner.by}});
    }
    array flows;
    for (const std::size_t index : vip.flows) {
        flows.push_back(of(report.flows[index], report.settings));
    }
    array events;
    for (const Event& event : vip.events) {
        events.push_back(of(event, report));
    }
    array notes;
    for (const std::string& note : vip.notes) {
        notes.emplace_back(note);
    }
    return object{{"vip", dissect::to_string(vip.address)},
                  {"foundBy", std::move(found)},
                  {"owners", std::move(owners)},
                  {"flows", std::move(flows)},
                  {"events", std::move(events)},
                  {"notes", std::move(notes)}};
}

}  // namespace

std::string to_json(const Report& report) {
    array captures;
    for (const CaptureReport& capture : report.captures) {
        captures.push_back(of(capture));
    }
    array vips;
    for (const VipReport& vip : report.vips) {
        vips.push_back(of(vip, report));
    }
    array warnings;
    for (const std::string& warning : report.warnings) {
        warnings.emplace_back(warning);
    }
    const object out{{"forwardingDelayThreshold", of(report.settings.forwarding_delay_threshold)},
                     {"sustainedConvergenceValidationTime", of(report.settings.validated_for)},
                     {"epoch", of(report.epoch)},
                     {"captures", std::move(captures)},
                     {"vips", std::move(vips)},
                     {"warnings", std::move(warnings)}};
    return boost::json::serialize(out) + "\n";
}

}  // namespace holdfast::harness::timing
