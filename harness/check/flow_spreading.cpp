// SPDX-License-Identifier: Apache-2.0
#include "harness/check/flow_spreading.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "harness/capture/flow_analysis.h"
#include "harness/check/fidelity.h"
#include "harness/check/findings.h"
#include "harness/check/flows_on_wire.h"
#include "harness/check/health_probes.h"
#include "harness/check/moves.h"
#include "harness/check/scaling_requests.h"
#include "harness/scenario/operation.h"

namespace holdfast::harness::check {
namespace {

using scenario::VirtualServiceSpec;
using End = workload::Connection::End;

std::vector<VirtualServiceSpec> elastic_services(const Recording& recording) {
    std::vector<VirtualServiceSpec> services = recording.scenario.deployment.services;
    std::erase_if(services, [&](const VirtualServiceSpec& service) {
        return recording.scenario.deployment.find_group(service.se_group)->legacy();
    });
    return services;
}

std::string name_of(const VirtualServiceSpec& service, const FlowOnWire& flow) {
    return fmt::format("the {} of {} from port {}", flow.name.tcp ? "connection" : "probe flow",
                       service.name, flow.name.client_port);
}

Evidence at_flow(const Recording& recording, std::string what, const FlowPacket& packet) {
    return at_packet(std::move(what), recording.topology.front, packet.packet, packet.at);
}

const workload::ProbeFlow* probe_flow_of(const Recording& recording,
                                         const VirtualServiceSpec& service,
                                         const FlowOnWire& flow) {
    for (const workload::ProbeFlow* probes : recording.index().flows_of(service.name)) {
        if (!flow.name.tcp && probes->source_port == flow.name.client_port) {
            return probes;
        }
    }
    return nullptr;
}

/// It goes on after this time, as far as its client is concerned.
bool outlasts(const workload::Connection& connection, Instant at) {
    return connection.kept && connection.opened < at &&
           (!connection.ended || *connection.ended > at);
}

/// Flows of a service that its engines served at that time, each with its engine.
template <class Visit>
void visit_served(const Recording& recording, const VirtualServiceSpec& service, Instant at,
                  Visit visit) {
    for (const FlowOnWire& flow : flows_on_wire(recording, service.vip)) {
        const workload::Connection* connection = connection_of(recording, service, flow.name);
        const bool goes_on = flow.name.tcp ? connection != nullptr && outlasts(*connection, at)
                                           : flow.packets.back()->at > at;
        if (const auto engine = flow.served_by(at); engine && goes_on) {
            visit(flow, *engine, connection);
        }
    }
}

// ---- who serves

Verdict judge_every_instance(const Recording& recording) {
    Findings findings("every instance serves");
    constexpr std::size_t flows_for_each = 4;
    for (const Span& span : settled_spans(recording)) {
        for (const VirtualServiceSpec& service : elastic_services(recording)) {
            const auto list = list_at(recording, service.name, span.to - 1ns);
            std::set<std::string> serving;
            std::size_t flows = 0;
            for (const FlowOnWire& flow : flows_on_wire(recording, service.vip)) {
                for (const FlowPacket* packet : flow.packets) {
                    if (packet->answer && !packet->passed_on && span.contains(packet->at)) {
                        serving.insert(packet->sender);
                        ++flows;
                        break;
                    }
                }
            }
            if (list.size() < 2 || flows < flows_for_each * list.size()) {
                continue;
            }
            findings.occurred();
            for (const std::string& engine : list) {
                if (!serving.contains(engine)) {
                    findings.problem(fmt::format("{} of the list of {} answers none of {} flows",
                                                 engine, service.name, flows));
                }
            }
        }
    }
    return std::move(findings).verdict("flows of every service were answered by all its engines");
}

/// Flows that began in this time, by the engine that answered them first.
std::map<std::string, std::size_t> begun_flows(const Recording& recording,
                                               const VirtualServiceSpec& service,
                                               const Span& span) {
    std::map<std::string, std::size_t> by_engine;
    for (const FlowOnWire& flow : flows_on_wire(recording, service.vip)) {
        const auto engine = flow.served_first();
        if (engine && span.contains(flow.began())) {
            ++by_engine[*engine];
        }
    }
    return by_engine;
}

Verdict judge_shares(const Recording& recording) {
    Findings findings("new flows follow load");
    const Index& index = recording.index();
    for (const InjectedFault& fault : index.engine_faults({"processor_busy"})) {
        const Span span{fault.at + load_told_max, fault.healed.value_or(index.end())};
        for (const VirtualServiceSpec& service : elastic_services(recording)) {
            const auto list = list_at(recording, service.name, span.from);
            auto flows = begun_flows(recording, service, span);
            std::size_t all = 0;
            for (const auto& [engine, count] : flows) {
                all += count;
            }
            const std::string busy = fault.nodes.front();
            if (list.size() < 2 || !is_in(list, busy) || all < flows_to_share) {
                continue;
            }
            findings.occurred();
            const Evidence cause = at_line("processor_busy " + busy, fault.history_line, fault.at);
            for (const std::string& engine : list) {
                if (flows[engine] == 0) {
                    findings.problem(fmt::format("{} got none of {} flows of {} that began", engine,
                                                 all, service.name),
                                     {cause});
                }
            }
            if (static_cast<double>(flows[busy] * list.size()) > 0.6 * static_cast<double>(all)) {
                findings.problem(
                    fmt::format("{}, which was busy, got {} of {} flows of {} that began", busy,
                                flows[busy], all, service.name),
                    {cause});
            }
        }
    }
    return std::move(findings).verdict("busy engines got fewer flows than the others, but some");
}

Verdict judge_handed_on(const Recording& recording) {
    Findings findings("secondaries get flows from the primary");
    for (const VirtualServiceSpec& service : elastic_services(recording)) {
        for (const FlowOnWire& flow : flows_on_wire(recording, service.vip)) {
            std::set<std::string> has_it;  // from the client, or from who had it
            for (const FlowPacket* packet : flow.packets) {
                if (!packet->answer) {
                    findings.occurred(packet->handed_on && !has_it.contains(packet->receiver));
                    has_it.insert(packet->receiver);
                } else if (!has_it.contains(packet->sender)) {
                    findings.problem(fmt::format("{} answered {}, which nobody had sent to it",
                                                 packet->sender, name_of(service, flow)),
                                     {at_flow(recording, "answer", *packet)});
                    break;
                }
            }
        }
    }
    return std::move(findings).verdict("what secondaries answered had been handed on to them");
}

Verdict judge_direct(const Recording& recording) {
    Findings findings("secondaries answer directly");
    const Index& index = recording.index();
    for (const FlowPacket& packet : index.flow_packets()) {
        if (packet.handed_on) {
            findings.occurred();
        }
        if (packet.answer && index.is_engine(packet.receiver)) {
            findings.problem(fmt::format("{} sent an answer to {} instead of the client",
                                         packet.sender, packet.receiver),
                             {at_flow(recording, "answer", packet)});
            break;
        }
    }
    return std::move(findings).verdict("every engine answered its clients itself");
}

Verdict judge_through_primary(const Recording& recording) {
    Findings findings("answers pass the primary");
    const Index& index = recording.index();
    for (const Span& span : settled_spans(recording)) {
        for (const VirtualServiceSpec& service : elastic_services(recording)) {
            const auto primary = index.owner_of(service, span.to - 1ns);
            for (const FlowPacket& packet : index.flow_packets()) {
                if (!packet.answer || packet.flow.vip != service.vip || !span.contains(packet.at) ||
                    packet.sender == primary) {
                    continue;
                }
                findings.occurred();
                const auto what = [&](std::string_view fate) {
                    return fmt::format("{} answered from port {} of {}, {}", packet.sender,
                                       packet.flow.port, service.name, fate);
                };
                if (packet.receiver != primary) {
                    findings.problem(
                        what(fmt::format("and its answer went to {} instead of the primary {}",
                                         packet.receiver, primary.value_or("(none)"))),
                        {at_flow(recording, "answer", packet)});
                    return std::move(findings).verdict("");
                }
                if (!packet.arrived && span.contains(packet.at + on_its_way_max)) {
                    findings.problem(
                        what(fmt::format("and {} did not pass it on to the client", *primary)),
                        {at_flow(recording, "answer", packet)});
                    return std::move(findings).verdict("");
                }
            }
        }
    }
    return std::move(findings).verdict("clients had every answer from the primary");
}

Verdict judge_own_address(const Recording& recording) {
    Findings findings("own address towards servers");
    std::set<std::string> seen;
    for (const EnginePacket& packet : recording.index().to_servers()) {
        const topology::Node* node = recording.topology.find(packet.engine);
        const bool own =
            std::any_of(node->interfaces.begin(), node->interfaces.end(),
                        [&](const auto& one) { return one.address.address == packet.source; });
        seen.insert(packet.engine);
        if (!own) {
            findings.problem(fmt::format("{} sent to a server from {}, which is not its own",
                                         packet.engine, to_string(packet.source)),
                             {at_packet("packet to a server", recording.topology.back,
                                        packet.packet, packet.at)});
            break;
        }
    }
    findings.occurred(seen.size() > 1 ? static_cast<int>(seen.size()) : 0);
    return std::move(findings).verdict("each engine used an address of its own");
}

/// The addresses that the last PATCH of a service gives it; none: there was no such.
std::optional<std::set<Ipv4Address>> patched_sources(const Recording& recording, Instant& since) {
    std::optional<std::set<Ipv4Address>> sources;
    for (const PerformedOperation& performed : recording.index().operations()) {
        const auto operation = scenario::parse_operation(performed.operation);
        const auto* patch = operation ? std::get_if<scenario::PatchObject>(&*operation) : nullptr;
        if (patch == nullptr || performed.outcome != history::OperationEvent::Type::ok) {
            continue;
        }
        const auto fields = boost::json::parse(patch->fields).as_object();
        if (const auto* list = fields.if_contains("snat_ip")) {
            sources.emplace();
            since = *performed.completed;
            for (const auto& one : list->as_array()) {
                sources->insert(parse_ipv4(one.at("addr").as_string()).value());
            }
        }
    }
    return sources;
}

Verdict judge_sources(const Recording& recording) {
    Findings findings("one source address per engine");
    Instant since;
    const auto sources = patched_sources(recording, since);
    std::map<Ipv4Address, std::string> users;
    std::set<std::string> engines;
    for (const EnginePacket& packet : recording.index().to_servers()) {
        if (!sources || packet.at < since + scaling_max) {
            continue;
        }
        engines.insert(packet.engine);
        const auto user = users.try_emplace(packet.source, packet.engine).first->second;
        const bool own = sources->contains(packet.source) && user == packet.engine;
        if (!own) {
            findings.problem(
                fmt::format("{} sent to a server from {}, which is {}", packet.engine,
                            to_string(packet.source),
                            user == packet.engine ? "not one of the service" : "that of " + user),
                {at_packet("packet to a server", recording.topology.back, packet.packet,
                           packet.at)});
            break;
        }
    }
    findings.occurred(engines.size() > 1 ? static_cast<int>(engines.size()) : 0);
    return std::move(findings).verdict("every engine had one of the addresses to itself");
}

Verdict judge_monitoring(const Recording& recording) {
    Findings findings("every instance monitors");
    // The shortest interval is two seconds.
    constexpr Duration two_pings = 4s;
    const auto probes = health_probes_in(recording);
    for (const Span& span : settled_spans(recording)) {
        for (const VirtualServiceSpec& service : elastic_services(recording)) {
            if (span.to - span.from < two_pings) {
                continue;
            }
            for (const std::string& engine : list_at(recording, service.name, span.to - 1ns)) {
                for (const auto& [address, name] : servers_of(recording)) {
                    findings.occurred();
                    const bool pinged =
                        std::any_of(probes.begin(), probes.end(), [&](const HealthProbe& probe) {
                            return probe.ping && probe.engine == engine &&
                                   probe.server == address && span.contains(probe.at);
                        });
                    if (!pinged) {
                        findings.problem(fmt::format("{}, which serves {}, did not ping {}", engine,
                                                     service.name, name));
                    }
                }
            }
        }
    }
    return std::move(findings).verdict("every engine of every list pinged every server");
}

// ---- who keeps its flows

/// Something that has nothing to do with the flows of other engines.
struct Incident {
    Instant at;
    Instant until;
    std::string engine;  ///< that has died; empty: none
    std::string what;
    std::size_t history_line = 0;
};

/// Nothing is lost but what was on its way, unless the VIP had to move.
void judge_one_flow(Findings& findings, const Recording& recording,
                    const VirtualServiceSpec& service, const Incident& incident,
                    const FlowOnWire& flow, const std::string& engine,
                    const workload::Connection* connection, Duration outage_max) {
    findings.occurred();
    const Evidence cause = at_line(incident.what, incident.history_line, incident.at);
    if (const FlowPacket* other = flow.answer_by_another(engine, incident.at, incident.until)) {
        findings.problem(fmt::format("{} was answered by {} after {}, {} had it",
                                     name_of(service, flow), other->sender, incident.what, engine),
                         {cause, at_flow(recording, "answer", *other)});
        return;
    }
    if (const FlowPacket* reset = flow.reset(incident.at, incident.until)) {
        findings.problem(fmt::format("{} reset {} after {}, {} had it", reset->sender,
                                     name_of(service, flow), incident.what, engine),
                         {cause, at_flow(recording, "reset", *reset)});
        return;
    }
    const bool broken = connection != nullptr && connection->end != End::open &&
                        connection->end != End::closed && connection->ended < incident.until;
    if (broken) {
        findings.problem(fmt::format("{} on {} was broken after {}", name_of(service, flow), engine,
                                     incident.what),
                         {cause});
    }
    const workload::ProbeFlow* probes = probe_flow_of(recording, service, flow);
    if (probes == nullptr) {
        return;
    }
    const auto analysis = capture::analyse(*probes, {incident.at - on_its_way_max, incident.until});
    if (analysis.lost > 0 && analysis.timestamp_based.low > outage_max) {
        findings.problem(
            fmt::format("{} on {} was out for {} after {}", name_of(service, flow), engine,
                        to_short_string(analysis.timestamp_based.value), incident.what),
            {cause});
    }
}

Verdict judge_scale_out(const Recording& recording) {
    Findings findings("flows survive scale-out");
    for (const ScalingRequest& request : scaling_requests_in(recording, "scaleout")) {
        const Incident incident{request.answered(), recording.index().end(), "", "scale-out",
                                request.done.history_line};
        if (!request.accepted()) {
            continue;
        }
        visit_served(
            recording, *request.service, incident.at,
            [&](const FlowOnWire& flow, const std::string& engine, const auto* connection) {
                judge_one_flow(findings, recording, *request.service, incident, flow, engine,
                               connection, noise_floor(recording));
            });
    }
    return std::move(findings).verdict("every flow stayed where it was");
}

/// Deaths of engines that were in the list of a service with several.
template <class Visit>
void visit_deaths(const Recording& recording, Visit visit) {
    for (const Move& move : failures_in(recording)) {
        for (const VirtualServiceSpec& service : elastic_services(recording)) {
            const auto list = list_at(recording, service.name, move.at - 1ns);
            if (list.size() > 1 && is_in(list, move.engine)) {
                visit(service,
                      Incident{move.at, move.until, move.engine, move.what, move.history_line},
                      recording.index().owner_of(service, move.at) == move.engine);
            }
        }
    }
}

Verdict judge_secondary_death(const Recording& recording) {
    Findings findings("flows survive death of a secondary");
    visit_deaths(recording, [&](const auto& service, const Incident& incident, bool owner) {
        if (owner) {
            return;
        }
        visit_served(
            recording, service, incident.at,
            [&](const FlowOnWire& flow, const std::string& engine, const auto* connection) {
                if (engine != incident.engine) {
                    judge_one_flow(findings, recording, service, incident, flow, engine, connection,
                                   noise_floor(recording));
                }
            });
    });
    return std::move(findings).verdict("flows of the other engines felt nothing");
}

Verdict judge_primary_death(const Recording& recording) {
    Findings findings("flows survive death of the primary");
    const Index& index = recording.index();
    visit_deaths(recording, [&](const auto& service, const Incident& incident, bool owner) {
        if (!owner) {
            return;
        }
        visit_served(
            recording, service, incident.at,
            [&](const FlowOnWire& flow, const std::string& engine, const auto* connection) {
                if (engine == incident.engine) {
                    return;
                }
                judge_one_flow(findings, recording, service, incident, flow, engine, connection,
                               recording.scenario.budgets.failover);
                for (const FlowPacket* packet : flow.packets) {
                    if (packet->handed_on && packet->at > incident.at &&
                        packet->receiver != engine && index.is_engine(packet->receiver)) {
                        findings.problem(
                            fmt::format("{} was handed to {}, {} has it", name_of(service, flow),
                                        packet->receiver, engine),
                            {at_flow(recording, "packet", *packet)});
                        break;
                    }
                }
            });
    });
    return std::move(findings).verdict("flows of the other engines went on");
}

/// When heartbeats have told of a death: missed in a row, half a period of patience, and one for
/// the look at the clock.
Duration heartbeats_tell_within(const Recording& recording, const VirtualServiceSpec& service) {
    const auto& timers = recording.scenario.deployment.find_group(service.se_group)->timers;
    return timers.heartbeat_period() * (timers.heartbeat_misses() + 2) + on_its_way_max;
}

Verdict judge_once_noticed(const Recording& recording) {
    Findings findings("new connections succeed once noticed");
    visit_deaths(recording, [&](const auto& service, const Incident& incident, bool owner) {
        const Instant noticed = incident.at + (owner ? recording.scenario.budgets.failover
                                                     : heartbeats_tell_within(recording, service));
        for (const workload::Connection* connection : recording.index().connections()) {
            if (connection->service != service.name || connection->opened < noticed ||
                connection->opened >= incident.until) {
                continue;
            }
            findings.occurred();
            const bool failed = connection->end == End::refused || connection->end == End::reset ||
                                connection->end == End::timed_out;
            if (failed && connection->ended < incident.until) {
                findings.problem(
                    fmt::format("connection {} of {}, opened {} after {}, failed", connection->id,
                                service.name, to_short_string(connection->opened - incident.at),
                                incident.what),
                    {at_line(incident.what, incident.history_line, incident.at)});
            }
        }
    });
    return std::move(findings).verdict("no connection that began then failed");
}

Verdict judge_dead_gets_none(const Recording& recording) {
    Findings findings("dead engine gets no new flow");
    visit_deaths(recording, [&](const auto& service, const Incident& incident, bool owner) {
        const Instant told = incident.at + heartbeats_tell_within(recording, service);
        for (const FlowOnWire& flow : flows_on_wire(recording, service.vip)) {
            if (owner || flow.began() < told || flow.began() >= incident.until) {
                continue;
            }
            findings.occurred();
            if (const FlowPacket* handed = flow.handed_to(incident.engine, incident.at)) {
                findings.problem(
                    fmt::format("{} began {} after {} and was handed to the dead {}",
                                name_of(service, flow), to_short_string(flow.began() - incident.at),
                                incident.what, incident.engine),
                    {at_flow(recording, "packet", *handed)});
            }
        }
    });
    return std::move(findings).verdict("flows that began went to living engines");
}

Verdict judge_promotion(const Recording& recording) {
    Findings findings("one engine is promoted");
    visit_deaths(recording, [&](const auto& service, const Incident& incident, bool owner) {
        if (!owner || incident.until - incident.at < recording.scenario.budgets.failover) {
            return;
        }
        findings.occurred();
        std::set<std::string> owners;
        for (const auto& claim : recording.index()
                                     .ownership_of(service.vip)
                                     .claims_between(incident.at, incident.until)) {
            owners.insert(claim.node);
        }
        owners.erase(incident.engine);
        if (owners.size() != 1) {
            findings.problem(fmt::format("{} engines owned {} one after the other after {}",
                                         owners.size(), service.name, incident.what),
                             {at_line(incident.what, incident.history_line, incident.at)});
        }
    });
    return std::move(findings).verdict("one engine followed, once");
}

Verdict judge_dead_flows(const Recording& recording) {
    Findings findings("flows of the dead engine end");
    const Duration failover = recording.scenario.budgets.failover;
    visit_deaths(recording, [&](const auto& service, const Incident& incident, bool) {
        if (incident.until - incident.at < failover + scaling_max) {
            return;
        }
        visit_served(
            recording, service, incident.at,
            [&](const FlowOnWire& flow, const std::string& engine, const auto* connection) {
                if (engine != incident.engine) {
                    return;
                }
                findings.occurred();
                const Evidence cause = at_line(incident.what, incident.history_line, incident.at);
                // A client sends again after a while, not at once.
                const Instant late = incident.at + failover + scaling_max;
                if (connection != nullptr &&
                    (connection->end != End::reset || connection->ended > late)) {
                    findings.problem(fmt::format("{} on the dead {} was not reset",
                                                 name_of(service, flow), incident.engine),
                                     {cause});
                }
                if (!flow.name.tcp &&
                    flow.answer_by_another(engine, incident.at, late) == nullptr) {
                    findings.problem(fmt::format("{} on the dead {} was answered by nobody else",
                                                 name_of(service, flow), incident.engine),
                                     {cause});
                }
            });
    });
    return std::move(findings).verdict("connections were reset, probes got another engine");
}

// ---- who leaves

/// What a leaving engine had: it goes on until `from`, and is ended or elsewhere at `to`.
void judge_leaving_flow(Findings& findings, const Recording& recording,
                        const VirtualServiceSpec& service, const Evidence& cause,
                        const FlowOnWire& flow, const std::string& leaving,
                        const workload::Connection* connection, const Span& window) {
    findings.occurred();
    if (connection != nullptr) {
        const bool early = connection->ended && *connection->ended < window.from;
        const bool late = !connection->ended || *connection->ended > window.to;
        if (early || late) {
            findings.problem(
                fmt::format("{} on {} {}", name_of(service, flow), leaving,
                            early ? "was ended before its time" : "was not ended in time"),
                {cause});
        }
        return;
    }
    if (const FlowPacket* other = flow.answer_by_another(leaving, *cause.at, window.from)) {
        findings.problem(fmt::format("{} was answered by {} while {} still had time for it",
                                     name_of(service, flow), other->sender, leaving),
                         {cause, at_flow(recording, "answer", *other)});
    }
    if (const FlowPacket* still = flow.answer_by(leaving, window.to)) {
        findings.problem(
            fmt::format("{} was still answered by {}", name_of(service, flow), leaving),
            {cause, at_flow(recording, "answer", *still)});
    }
}

Verdict judge_draining(const Recording& recording) {
    Findings findings("leaving engine drains");
    for (const ScalingRequest& request : scaling_requests_in(recording, "scalein")) {
        const auto before = list_at(recording, request.service->name, request.done.invoked);
        const Duration timeout = std::chrono::seconds(request.group->vs_scalein_timeout);
        const Instant gone = request.answered() + timeout + 2 * scaling_max;
        if (!request.accepted() || gone > recording.index().end()) {
            continue;
        }
        const auto after = list_at(recording, request.service->name, gone);
        for (const std::string& leaving : before) {
            if (is_in(after, leaving)) {
                continue;
            }
            // A primary hands over first.
            const Instant told =
                request.answered() + (leaving == before.front() ? scaling_max : scaling_max / 4);
            visit_served(recording, *request.service, request.answered(),
                         [&](const FlowOnWire& flow, const std::string& engine, const auto* c) {
                             if (engine == leaving) {
                                 judge_leaving_flow(findings, recording, *request.service,
                                                    request.where(), flow, leaving, c,
                                                    {request.answered() + timeout, gone});
                             }
                         });
            for (const FlowOnWire& flow : flows_on_wire(recording, request.service->vip)) {
                if (flow.began() <= told || flow.began() >= gone) {
                    continue;
                }
                findings.occurred();
                const FlowPacket* answer = flow.answer_by(leaving, told);
                if (answer != nullptr && answer->at < gone) {
                    findings.problem(fmt::format("{}, which leaves, got {}", leaving,
                                                 name_of(*request.service, flow)),
                                     {request.where(), at_flow(recording, "answer", *answer)});
                    break;
                }
            }
        }
    }
    return std::move(findings).verdict("it got no new flow, and kept its own for their time");
}

Verdict judge_migration(const Recording& recording) {
    Findings findings("migration in order");
    const Index& index = recording.index();
    for (const ScalingRequest& request : scaling_requests_in(recording, "migrate")) {
        const VirtualServiceSpec& service = *request.service;
        const auto before = list_at(recording, service.name, request.done.invoked);
        const Duration timeout = std::chrono::seconds(request.group->vs_scalein_timeout);
        if (!request.accepted() || before.empty()) {
            continue;
        }
        const std::string source = before.front();
        const std::string target = request.engine("to_se_ref");
        const auto claims =
            index.ownership_of(service.vip).claims_between(request.done.invoked, index.end());
        const auto owns = std::find_if(claims.begin(), claims.end(),
                                       [&](const auto& claim) { return claim.node == target; });
        if (owns == claims.end()) {
            findings.problem(fmt::format("{} never owned {}", target, service.name),
                             {request.where()});
            continue;
        }
        const Instant gone = owns->at + timeout + scaling_max;
        if (gone > index.end()) {
            continue;
        }
        // What the system says is heard a little later than what goes over the wire.
        if (!is_in(list_at(recording, service.name, owns->at + timeout / 2), source)) {
            findings.problem(
                fmt::format("{} left {} before its flows had their time", source, service.name),
                {request.where(), at_packet(*owns)});
        }
        if (is_in(list_at(recording, service.name, gone), source)) {
            findings.problem(fmt::format("{} is still on {}", service.name, source),
                             {request.where()});
        }
        visit_served(recording, service, request.answered(),
                     [&](const FlowOnWire& flow, const std::string& engine, const auto* c) {
                         if (engine == source) {
                             judge_leaving_flow(findings, recording, service, request.where(), flow,
                                                source, c, {owns->at + timeout, gone});
                         }
                     });
    }
    return std::move(findings).verdict(
        "the target owned the VIP, then the source drained and left");
}

Verdict judge_new_connections(const Recording& recording) {
    Findings findings("new connections succeed");
    const auto requests = scaling_requests_in(recording);
    for (const workload::Connection* connection : recording.index().connections()) {
        for (const ScalingRequest& request : requests) {
            if (connection->service != request.service->name || connection->kept ||
                !request.accepted() || connection->opened < request.done.invoked) {
                continue;
            }
            findings.occurred();
            if (connection->end == End::refused || connection->end == End::reset ||
                connection->end == End::timed_out) {
                findings.problem(
                    fmt::format("connection {} of {}, opened {} after the request, failed",
                                connection->id, connection->service,
                                to_short_string(connection->opened - request.done.invoked)),
                    {request.where()});
            }
            break;
        }
    }
    return std::move(findings).verdict("no new connection failed");
}

Verdict judge_without_source(const Recording& recording) {
    Findings findings("migration outlives its source");
    const Index& index = recording.index();
    for (const ScalingRequest& request : scaling_requests_in(recording, "migrate")) {
        const auto before = list_at(recording, request.service->name, request.done.invoked);
        if (!request.accepted() || before.empty()) {
            continue;
        }
        const std::string& source = before.front();
        const std::string target = request.engine("to_se_ref");
        const bool died = std::any_of(
            index.faults().begin(), index.faults().end(), [&](const InjectedFault& fault) {
                return fault.hits(source) && fault.at > request.done.invoked;
            });
        if (!died) {
            continue;
        }
        findings.occurred();
        const auto after = list_at(recording, request.service->name, index.end());
        if (!is_in(after, target) || is_in(after, source)) {
            findings.problem(fmt::format("{} is on {} at the end", request.service->name,
                                         fmt::join(after, ", ")),
                             {request.where()});
        }
        if (index.owner_of(*request.service, index.end()) != target) {
            findings.problem(fmt::format("{} does not own {}", target, request.service->name),
                             {request.where()});
        }
        const auto completed = index.system_events("VS_MIGRATE_COMPLETE");
        if (std::none_of(completed.begin(), completed.end(), [&](const auto& event) {
                return event.content->object == request.service->name;
            })) {
            findings.problem(
                "VS_MIGRATE_COMPLETE of " + request.service->name + " was not reported",
                {request.where()});
        }
    }
    return std::move(findings).verdict("the target serves alone");
}

}  // namespace

Checker every_instance_serves() {
    return {"every instance serves", judge_every_instance};
}
Checker new_flows_follow_load() {
    return {"new flows follow load", judge_shares};
}
Checker secondaries_get_flows_from_primary() {
    return {"secondaries get flows from the primary", judge_handed_on};
}
Checker secondaries_answer_directly() {
    return {"secondaries answer directly", judge_direct};
}
Checker answers_pass_primary() {
    return {"answers pass the primary", judge_through_primary};
}
Checker own_address_towards_servers() {
    return {"own address towards servers", judge_own_address};
}
Checker one_source_address_per_engine() {
    return {"one source address per engine", judge_sources};
}
Checker every_instance_monitors() {
    return {"every instance monitors", judge_monitoring};
}
Checker flows_survive_scale_out() {
    return {"flows survive scale-out", judge_scale_out};
}
Checker flows_survive_death_of_secondary() {
    return {"flows survive death of a secondary", judge_secondary_death};
}
Checker flows_survive_death_of_primary() {
    return {"flows survive death of the primary", judge_primary_death};
}
Checker dead_engine_gets_no_new_flow() {
    return {"dead engine gets no new flow", judge_dead_gets_none};
}
Checker new_connections_succeed_once_noticed() {
    return {"new connections succeed once noticed", judge_once_noticed};
}
Checker one_engine_is_promoted() {
    return {"one engine is promoted", judge_promotion};
}
Checker flows_of_dead_engine_end() {
    return {"flows of the dead engine end", judge_dead_flows};
}
Checker leaving_engine_drains() {
    return {"leaving engine drains", judge_draining};
}
Checker migration_in_order() {
    return {"migration in order", judge_migration};
}
Checker new_connections_succeed() {
    return {"new connections succeed", judge_new_connections};
}
Checker migration_outlives_source() {
    return {"migration outlives its source", judge_without_source};
}

}  // namespace holdfast::harness::check
