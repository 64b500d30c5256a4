// SPDX-License-Identifier: Apache-2.0
#include "harness/check/index.h"

#include <algorithm>
#include <functional>

#include "base/check.h"
#include "harness/history/observation_gap.h"
#include "harness/packet/packet.h"
#include "harness/scenario/controllers.h"
#include "harness/scenario/operation.h"

namespace holdfast::harness::check {

namespace {

std::set<Ipv4Address> deployed_addresses(const scenario::Deployment& deployment) {
    std::set<Ipv4Address> addresses;
    for (const auto& service : deployment.services) {
        addresses.insert(service.vip);
        if (service.snat_ip) {
            addresses.insert(*service.snat_ip);
        }
    }
    for (const scenario::SeGroupSpec* group : deployment.groups()) {
        addresses.insert(group->floating_intf_ip.begin(), group->floating_intf_ip.end());
        addresses.insert(group->floating_intf_ip_se_2.begin(), group->floating_intf_ip_se_2.end());
    }
    return addresses;
}

/// Whether the members were changed before `at`, and this is none of them any more: what it says
/// then it says of another cluster.
bool left_before(const std::vector<PerformedOperation>& operations, const std::string& controller,
                 Instant at) {
    bool left = false;
    for (const PerformedOperation& performed : operations) {
        if (performed.outcome != history::OperationEvent::Type::ok || !performed.completed ||
            *performed.completed > at || !performed.operation.starts_with("change_members")) {
            continue;
        }
        const auto operation = scenario::parse_operation(performed.operation);
        const auto* change =
            operation ? std::get_if<scenario::ChangeMembers>(&*operation) : nullptr;
        left = change != nullptr &&
               std::count(change->controllers.begin(), change->controllers.end(), controller) == 0;
    }
    return left;
}

std::string first_word(const std::string& text) {
    return text.substr(0, text.find(' '));
}

}  // namespace

bool InjectedFault::hits(const std::string& node) const {
    return std::find(nodes.begin(), nodes.end(), node) != nodes.end();
}

const history::ServiceRuntime* RuntimeSpan::service(const std::string& name) const {
    const auto found = std::find_if(said->services.begin(), said->services.end(),
                                    [&](const auto& service) { return service.name == name; });
    return found == said->services.end() ? nullptr : &*found;
}

const history::EngineRuntime* RuntimeSpan::engine(const std::string& name) const {
    const auto found = std::find_if(said->engines.begin(), said->engines.end(),
                                    [&](const auto& engine) { return engine.name == name; });
    return found == said->engines.end() ? nullptr : &*found;
}

Index::Index(const Recording& recording) {
    for (const auto& interface : recording.history.run().interfaces) {
        nodes_by_mac_[interface.mac] = interface.node;
    }
    for (const auto* node : recording.topology.with_role(topology::NodeRole::service_engine)) {
        engines_.insert(node->name);
    }
    for (const auto* node : recording.topology.with_role(topology::NodeRole::controller)) {
        controllers_.insert(node->name);
    }
    for (const auto& service : recording.scenario.deployment.services) {
        vips_.insert(service.vip);
    }
    for (const scenario::SeGroupSpec* group : recording.scenario.deployment.groups()) {
        spreads_ = spreads_ || !group->legacy();
    }
    for (const auto& scheduled : recording.scenario.operations) {
        if (const auto* create =
                std::get_if<scenario::CreateVirtualService>(&scheduled.operation)) {
            claims_[create->vip];
            questions_[create->vip];
        }
    }
    const auto of_cluster = scenario::cluster_addresses(recording.scenario, recording.topology);
    for (const Ipv4Address address : of_cluster) {
        claims_[address];
        questions_[address];
    }
    for (const Ipv4Address address : deployed_addresses(recording.scenario.deployment)) {
        claims_[address];
        questions_[address];
    }
    read_history(recording);
    read_captures(recording);
    const Duration interval = recording.scenario.workload.arp_probe_interval;
    for (auto& [address, claims] : claims_) {
        const bool cluster = std::count(of_cluster.begin(), of_cluster.end(), address) != 0;
        auto& timelines = cluster ? cluster_ownership_ : ownership_;
        timelines.emplace(address, capture::OwnershipTimeline(address, std::move(claims),
                                                              questions_[address], interval));
    }
}

void Index::read_history(const Recording& recording) {
    const history::History& history = recording.history;
    const Instant last = history.events().back().at;
    begin_ = history.phase("baseline").value_or(Instant());
    end_ = history.phase("end").value_or(last);
    faults_began_ = history.phase("faults").value_or(begin_);
    for (const auto& found : history.all<history::FaultEvent>()) {
        const auto& event = *found.content;
        if (event.phase == "inject") {
            faults_.push_back({found.line, event.index, found.at, std::nullopt,
                               first_word(event.fault), event.nodes, event.fault, event.before});
        } else if (event.phase == "heal") {
            for (InjectedFault& fault : faults_) {
                if (fault.index == event.index) {
                    fault.healed = found.at;
                }
            }
        }
    }
    std::map<std::uint64_t, std::size_t> open;
    for (const auto& found : history.all<history::OperationEvent>()) {
        const auto& event = *found.content;
        if (event.type == history::OperationEvent::Type::invoke) {
            open[event.id] = operations_.size();
            operations_.push_back({found.line, found.at, std::nullopt, event.operation,
                                   history::OperationEvent::Type::info, ""});
        } else if (open.contains(event.id)) {
            PerformedOperation& operation = operations_[open[event.id]];
            operation.completed = found.at;
            operation.outcome = event.type;
            operation.message = event.message;
            operation.status = event.status;
        }
    }
    for (const auto& found : history.all<history::RuntimeObserved>()) {
        if (!runtime_.empty()) {
            runtime_.back().to = found.at;
        }
        runtime_.push_back({found.at, end_, found.line, found.content});
    }
    system_events_ = history.all<history::SystemEvent>();
    std::stable_sort(system_events_.begin(), system_events_.end(),
                     [](const auto& a, const auto& b) { return a.at < b.at; });
    read_cluster(history);
    read_cloud(history);
    for (const auto& found : history.all<history::ApiCallRecorded>()) {
        api_calls_.push_back({found.line, &found.content->call});
    }
    for (const auto& found : history.all<history::FlowRecorded>()) {
        if (found.content->flow.service == "control") {
            control_flow_ = &found.content->flow;
        } else {
            flows_.push_back(&found.content->flow);
        }
    }
    for (const auto& found : history.all<history::ConnectionRecorded>()) {
        connections_.push_back(&found.content->connection);
    }
}

void Index::read_cloud(const history::History& history) {
    using Act = history::CloudActed::Act;
    for (const auto& found : history.all<history::CloudActed>()) {
        const history::CloudActed& acted = *found.content;
        if (acted.act == Act::started) {
            machines_.push_back(
                {acted.machine, acted.host, acted.se_group, found.at, end_, found.line});
        } else if (acted.act == Act::removed) {
            for (MachineSpan& span : machines_) {
                span.to = span.machine == acted.machine ? std::min(span.to, found.at) : span.to;
            }
        }
    }
}

void Index::read_cluster(const history::History& history) {
    std::map<std::string, std::size_t> latest;
    for (const auto& found : history.all<history::ClusterObserved>()) {
        const history::ClusterObserved& said = *found.content;
        const auto before = latest.find(said.asked);
        if (before != latest.end()) {
            ClusterSpan& span = cluster_[before->second];
            span.until = std::max(span.from, said.before_until.value_or(span.from));
            const bool seen_all_the_time =
                said.before_until && found.at - *said.before_until <= history::observation_gap_max;
            if (span.said->same_answer(said) && seen_all_the_time) {
                continue;  // the record of the end
            }
        }
        latest[said.asked] = cluster_.size();
        cluster_.push_back({found.at, found.at, found.line, &said});
    }
}

void Index::read_captures(const Recording& recording) {
    for (const capture::Capture& capture : recording.captures) {
        const topology::Topology& topology = recording.topology;
        if (capture.segment != topology.front && capture.segment != topology.back &&
            capture.segment != topology.management) {
            continue;
        }
        for (std::size_t number = 1; number <= capture.frames.size(); ++number) {
            read_frame(recording, capture, number);
        }
    }
}

void Index::read_frame(const Recording& recording, const capture::Capture& capture,
                       std::size_t number) {
    const capture::Frame& frame = capture.frames[number - 1];
    const bool management = capture.segment == recording.topology.management;
    // Of the management network only the owners of its addresses count; most of what it carries is
    // the talk between controllers.
    if (management && !packet::carries_arp(frame.bytes)) {
        return;
    }
    const auto decoded = packet::decode(frame.bytes);
    if (!decoded) {
        return;
    }
    if (const packet::Arp* arp = decoded->arp()) {
        const bool claims = arp->gratuitous() || arp->operation == packet::Arp::Operation::reply;
        if (claims && claims_.contains(arp->sender_ip)) {
            claims_[arp->sender_ip].push_back({frame.at, arp->sender_ip, node_of(arp->sender_mac),
                                               arp->gratuitous(), capture.segment, number});
        } else if (!claims && questions_.contains(arp->target_ip)) {
            questions_[arp->target_ip].push_back({frame.at, number});
        }
        return;
    }
    const packet::Ipv4* ip = decoded->ipv4();
    if (ip == nullptr || management) {
        return;
    }
    std::optional<workload::ProbePayload> probe;
    if (const packet::Udp* udp = decoded->udp()) {
        probe = workload::decode_probe(udp->payload);
    }
    const bool front = capture.segment == recording.topology.front;
    if (front && spreads_) {
        note_flow(*decoded, frame, number);
    }
    // What one engine hands to another was counted when the client sent it.
    if (front && vips_.contains(ip->destination) && !is_engine(node_of(decoded->source))) {
        client_packets_.push_back({frame.at, ip->destination, node_of(decoded->destination),
                                   probe ? std::optional(probe->flow) : std::nullopt,
                                   probe ? probe->sequence : 0, number});
    } else if (const std::string sender = probe ? node_of(decoded->source) : "";
               is_engine(sender) && !is_engine(node_of(decoded->destination))) {
        auto& list = front ? to_clients_ : to_servers_;
        list.push_back(
            {frame.at, sender, ip->source, probe->flow, probe->sequence, number, ip->destination});
    }
}

void Index::note_flow(const packet::Packet& frame, const capture::Frame& raw, std::size_t number) {
    const packet::Ipv4& ip = *frame.ipv4();
    const packet::Tcp* tcp = frame.tcp();
    const packet::Udp* udp = frame.udp();
    const bool to_vip = vips_.contains(ip.destination);
    if ((tcp == nullptr && udp == nullptr) || (!to_vip && !vips_.contains(ip.source))) {
        return;
    }
    const std::uint16_t from = tcp != nullptr ? tcp->source_port : udp->source_port;
    const std::uint16_t to = tcp != nullptr ? tcp->destination_port : udp->destination_port;
    const FlowName flow = to_vip ? FlowName{tcp != nullptr, ip.source, from, ip.destination, to}
                                 : FlowName{tcp != nullptr, ip.destination, to, ip.source, from};
    const std::string sender = node_of(frame.source);
    FlowPacket noted{raw.at,
                     flow,
                     sender,
                     node_of(frame.destination),
                     number,
                     !to_vip,
                     to_vip && is_engine(sender),
                     tcp != nullptr ? tcp->flags : std::uint8_t{0}};
    if (noted.answer) {
        note_answer(noted, raw);
    }
    flow_packets_.push_back(std::move(noted));
}

void Index::note_answer(FlowPacket& answer, const capture::Frame& raw) {
    constexpr std::size_t ethernet_header = 14;
    const std::string packet(raw.bytes.begin() + ethernet_header, raw.bytes.end());
    if (is_engine(answer.receiver)) {
        answers_with_engines_.emplace(std::pair(answer.receiver, packet), flow_packets_.size());
        return;
    }
    const auto given = answers_with_engines_.find({answer.sender, packet});
    if (given != answers_with_engines_.end()) {
        answer.passed_on = true;
        flow_packets_[given->second].arrived = true;
        answers_with_engines_.erase(given);
    }
}

const capture::OwnershipTimeline& Index::ownership_of(Ipv4Address address) const {
    const auto found = ownership_.find(address);
    CHECK(found != ownership_.end(), "{} is not among the watched addresses", to_string(address));
    return found->second;
}

std::vector<InjectedFault> Index::engine_faults(const std::set<std::string>& names) const {
    std::vector<InjectedFault> found;
    for (const InjectedFault& fault : faults_) {
        const bool hits_engine = std::any_of(fault.nodes.begin(), fault.nodes.end(),
                                             [&](const auto& node) { return is_engine(node); });
        if (hits_engine && names.contains(fault.name)) {
            found.push_back(fault);
        }
    }
    return found;
}

const RuntimeSpan* Index::runtime_at(Instant at) const {
    const RuntimeSpan* found = nullptr;
    for (const RuntimeSpan& span : runtime_) {
        if (span.from <= at) {
            found = &span;
        }
    }
    return found;
}

std::vector<history::History::Found<history::SystemEvent>> Index::system_events(
    const std::string& event_id) const {
    std::vector<history::History::Found<history::SystemEvent>> found;
    std::copy_if(system_events_.begin(), system_events_.end(), std::back_inserter(found),
                 [&](const auto& event) { return event.content->event_id == event_id; });
    return found;
}

std::vector<const workload::ProbeFlow*> Index::flows_of(const std::string& service) const {
    std::vector<const workload::ProbeFlow*> found;
    std::copy_if(flows_.begin(), flows_.end(), std::back_inserter(found),
                 [&](const auto* flow) { return flow->service == service; });
    return found;
}

std::string Index::node_of(const MacAddress& mac) const {
    const auto found = nodes_by_mac_.find(mac);
    return found == nodes_by_mac_.end() ? to_string(mac) : found->second;
}

std::vector<InjectedFault> Index::controller_faults() const {
    std::vector<InjectedFault> found;
    std::copy_if(faults_.begin(), faults_.end(), std::back_inserter(found),
                 [&](const InjectedFault& fault) {
                     return std::any_of(fault.nodes.begin(), fault.nodes.end(),
                                        [&](const auto& node) { return is_controller(node); });
                 });
    return found;
}

bool Index::is_controller(const std::string& node) const {
    return controllers_.contains(node);
}

const ClusterSpan* Index::cluster_at(const std::string& controller, Instant at) const {
    const ClusterSpan* found = nullptr;
    for (const ClusterSpan& span : cluster_) {
        if (span.said->asked == controller && span.from <= at) {
            found = &span;
        }
    }
    return found;
}

std::optional<std::string> Index::leader_at(Instant at) const {
    const ClusterSpan* newest = nullptr;
    for (const std::string& controller : controllers_) {
        const ClusterSpan* span = cluster_at(controller, at);
        if (span != nullptr && span->said->leads() && !left_before(operations_, controller, at) &&
            (newest == nullptr || span->from > newest->from)) {
            newest = span;
        }
    }
    return newest == nullptr ? std::nullopt : std::optional(newest->said->asked);
}

bool Index::is_engine(const std::string& node) const {
    return engines_.contains(node);
}

std::optional<std::string> Index::owner_of(const scenario::VirtualServiceSpec& service,
                                           Instant at) const {
    return ownership_of(service.vip).owner_at(at);
}

Instant Index::next_disturbance(Instant from) const {
    Instant next = end_;
    const auto consider = [&](Instant at) {
        if (at > from) {
            next = std::min(next, at);
        }
    };
    for (const InjectedFault& fault : faults_) {
        consider(fault.began);
        if (fault.healed) {
            consider(*fault.healed);
        }
    }
    for (const PerformedOperation& operation : operations_) {
        consider(operation.invoked);
    }
    return next;
}

const capture::Capture* Recording::capture_of(const std::string& segment) const {
    const auto found = std::find_if(captures.begin(), captures.end(), [&](const auto& capture) {
        return capture.segment == segment;
    });
    return found == captures.end() ? nullptr : &*found;
}

const Index& Recording::index() const {
    if (index_ == nullptr) {
        index_ = std::make_shared<const Index>(*this);
    }
    return *index_;
}

}  // namespace holdfast::harness::check
