// SPDX-License-Identifier: Apache-2.0
#include "reference/spreading/spreader.h"

#include <algorithm>
#include <boost/container_hash/hash.hpp>
#include <utility>

namespace holdfast::reference::spreading {

using protocol::EngineName;
using protocol::Flow;
using protocol::Instance;
using Action = Decision::Action;
using Kind = Arrival::Kind;

namespace {

constexpr Duration sweep_period = 5s;
// Three times in a row may nothing be heard of a load.
constexpr Duration load_lasts = 4 * protocol::load_period;

bool listens(const protocol::PlacedService& service, const Flow& flow) {
    const auto& ports = service.ports;
    return service.vip == flow.vip &&
           std::find(ports.begin(), ports.end(),
                     protocol::ListeningPort{flow.port, flow.transport}) != ports.end();
}

/// Rendezvous hashing: a client's flows stay where they are when another instance comes or goes.
std::size_t affinity(const Instance& instance, const Flow& flow, bool with_port) {
    std::size_t seed = 0;
    boost::hash_combine(seed, instance.engine.text());
    boost::hash_combine(seed, flow.client.value);
    if (with_port) {
        boost::hash_combine(seed, flow.client_port);
    }
    return seed;
}

}  // namespace

Spreader::Spreader(EngineName self) : self_(std::move(self)) {}

void Spreader::open(Instant now, const protocol::PlacedService& placed) {
    if (placed.instances.size() < 2) {
        close(placed.name);
        return;
    }
    const auto [found, is_new] = services_.try_emplace(placed.name);
    Service& service = found->second;
    const bool was_primary = !is_new && service.primary();
    service.placed = placed;
    // A list of version 1 is a service's first: before it there were no flows.
    if (service.primary() && !was_primary && placed.list_version > 1) {
        service.unknown_until = now + flow_idle_max;
    }
    sweep_at_ = services_.size() == 1 && is_new ? now + sweep_period : sweep_at_;
}

void Spreader::close(const protocol::ServiceName& name) {
    const auto found = services_.find(name);
    if (found == services_.end()) {
        return;
    }
    const protocol::PlacedService placed = std::move(found->second.placed);
    services_.erase(found);
    for (const protocol::ListeningPort& port : placed.ports) {
        table_.forget_port(port.transport, placed.vip, port.port);
    }
    std::erase_if(asked_, [&](const auto& entry) { return entry.second.service == name; });
}

void Spreader::set_heard(const EngineName& engine, bool heard) {
    if (heard) {
        unheard_.erase(engine);
    } else {
        unheard_.insert(engine);
    }
}

template <class Condition>
std::set<Ipv4Address> Spreader::vips_where(Condition condition) const {
    std::set<Ipv4Address> addresses;
    for (const auto& [name, service] : services_) {
        if (condition(service)) {
            addresses.insert(service.placed.vip);
        }
    }
    return addresses;
}

std::set<Ipv4Address> Spreader::spread_addresses() const {
    return vips_where([](const Service&) { return true; });
}

std::set<Ipv4Address> Spreader::relayed_addresses() const {
    return vips_where(
        [](const Service& one) { return one.placed.answers_through_primary && one.primary(); });
}

std::set<Ipv4Address> Spreader::deferring_addresses() const {
    return vips_where([](const Service& one) { return one.defers(); });
}

Spreader::Service* Spreader::service_of(const Flow& flow) {
    for (auto& [name, service] : services_) {
        if (listens(service.placed, flow)) {
            return &service;
        }
    }
    return nullptr;
}

const Instance* Spreader::instance(const Service& service, const EngineName& engine) const {
    const auto& all = service.placed.instances;
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](const Instance& one) { return one.engine == engine; });
    return found == all.end() ? nullptr : &*found;
}

bool Spreader::is_from_instance(const Service& service, const MacAddress& sender) const {
    const auto& all = service.placed.instances;
    return std::any_of(all.begin(), all.end(), [&](const Instance& one) {
        return one.engine != self_ && one.data_link == sender;
    });
}

bool Spreader::takes_new(const Instance& instance) const {
    return !instance.draining && !unheard_.contains(instance.engine);
}

Decision Spreader::towards(const Instance& instance) const {
    return instance.engine == self_ ? Decision{Action::serve}
                                    : Decision{Action::send_on, instance.data_link};
}

Decision Spreader::decide(Instant now, const Arrival& arrival, std::vector<Question>& out) {
    Service* service = service_of(arrival.flow);
    if (service == nullptr) {
        return {Action::pass};
    }
    const Decision decision = decide_for(now, *service, arrival, out);
    if (service->placed.answers_through_primary && !is_from_instance(*service, arrival.sender)) {
        table_.came_from(arrival.flow, arrival.sender);
    }
    return decision;
}

Decision Spreader::decide_for(Instant now, Service& service, const Arrival& arrival,
                              std::vector<Question>& out) {
    if (arrival.served_here) {
        table_.put(now, arrival.flow, self_);
        return {Action::serve};
    }
    if (is_from_instance(service, arrival.sender)) {
        return decide_sent_on(now, service, arrival);
    }
    if (asked_.contains(arrival.flow)) {
        return {Action::hold};
    }
    if (const EngineName* known = table_.find(now, arrival.flow)) {
        return decide_known(now, service, arrival, EngineName(*known));
    }
    if (!service.primary()) {  // a client that has not heard yet who is
        return towards(service.placed.instances.front());
    }
    const bool may_be_old = arrival.kind == Kind::continues ||
                            (arrival.kind == Kind::datagram && now < service.unknown_until);
    return may_be_old ? ask(now, service, arrival, out) : begin(now, service, arrival.flow);
}

/// SCL-5. A secondary that has just been promoted may still have answers of its own on their way.
Decision Spreader::decide_answer(Instant now, const Answer& answer) {
    const Service* service = service_of(answer.flow);
    if (service == nullptr ||
        (answer.sender.has_value() && !is_from_instance(*service, *answer.sender))) {
        return {Action::drop};
    }
    if (service->defers()) {
        // Others' answers were meant for the primary that this one was; and while the VIP moves
        // the next primary is none yet.
        const Instance& primary = service->placed.instances.front();
        const bool has_way = !answer.sender.has_value() && primary.engine != self_;
        return has_way ? Decision{Action::send_on, primary.data_link} : Decision{Action::drop};
    }
    const auto way = table_.way_to_client(now, answer.flow);
    return way ? Decision{Action::send_on, *way} : Decision{Action::drop};
}

/// The primary has chosen this engine, or its predecessor has.
Decision Spreader::decide_sent_on(Instant now, const Service&, const Arrival& arrival) {
    const EngineName* known = table_.find(now, arrival.flow);
    // A connection that is known and not served here has just ended, or waits to be accepted.
    const bool ours = known != nullptr && *known == self_;
    if (arrival.kind == Kind::continues && !ours) {
        return {Action::reset};
    }
    table_.put(now, arrival.flow, self_);
    return {Action::serve};
}

Decision Spreader::decide_known(Instant now, Service& service, const Arrival& arrival,
                                const EngineName& engine) {
    const Instance* known = instance(service, engine);
    const bool fails = known != nullptr && unheard_.contains(engine);
    const bool again = known != nullptr && ((arrival.kind == Kind::opens && !takes_new(*known)) ||
                                            (arrival.kind == Kind::datagram && fails));
    if (known != nullptr && !again) {
        return towards(*known);
    }
    table_.forget(arrival.flow);
    if (arrival.kind == Kind::continues) {  // its engine has left
        return {Action::reset};
    }
    return begin(now, service, arrival.flow);
}

Decision Spreader::begin(Instant now, Service& service, const Flow& flow) {
    const Instance* chosen = choose(now, service, flow);
    if (chosen == nullptr) {
        return {Action::serve};
    }
    return table_.put(now, flow, chosen->engine) ? towards(*chosen) : Decision{Action::drop};
}

void Spreader::set_load(Instant now, const EngineName& engine, std::uint16_t processor) {
    loads_[engine] = {processor, now};
}

// SCL-6: what of a processor is free, and never so little that an engine's turn would not come.
std::int64_t Spreader::weight(Instant now, const EngineName& engine) const {
    constexpr std::int64_t least = protocol::processor_max / 10;
    constexpr std::int64_t whole = protocol::processor_max;
    const auto found = loads_.find(engine);
    const bool known = found != loads_.end() && now - found->second.told <= load_lasts;
    return known ? std::max(least, whole - found->second.processor) : whole;
}

const Instance* Spreader::choose(Instant now, Service& service, const Flow& flow) {
    std::vector<const Instance*> round;
    for (const Instance& one : service.placed.instances) {
        if (takes_new(one)) {
            round.push_back(&one);
        }
    }
    if (round.empty()) {
        return nullptr;
    }
    return service.placed.flow_distribution == protocol::FlowDistribution::load_aware
               ? next_in_turn(now, service.credits[{flow.transport, flow.port}], round)
               : nearest(service, flow, round);
}

const Instance* Spreader::next_in_turn(Instant now, Credits& credits,
                                       const std::vector<const Instance*>& round) {
    std::int64_t turn = 0;
    for (const Instance* one : round) {
        turn += weight(now, one->engine);
    }
    // Nobody who has been in the round for a turn has a whole turn's credit: a newcomer is next.
    const std::int64_t newcomer = credits.empty() ? 0 : turn;
    Credits after;
    const Instance* best = nullptr;
    for (const Instance* one : round) {
        const auto before = credits.find(one->engine);
        after[one->engine] =
            (before == credits.end() ? newcomer : before->second) + weight(now, one->engine);
        if (best == nullptr || after[one->engine] > after[best->engine]) {
            best = one;
        }
    }
    after[best->engine] -= turn;
    credits = std::move(after);
    return best;
}

const Instance* Spreader::nearest(const Service& service, const Flow& flow,
                                  const std::vector<const Instance*>& round) const {
    const bool with_port =
        service.placed.flow_distribution == protocol::FlowDistribution::source_address_and_port;
    return *std::max_element(round.begin(), round.end(), [&](const auto* a, const auto* b) {
        return affinity(*a, flow, with_port) < affinity(*b, flow, with_port);
    });
}

Decision Spreader::ask(Instant now, const Service& service, const Arrival& arrival,
                       std::vector<Question>& out) {
    Asked asked{.service = service.placed.name,
                .kind = arrival.kind,
                .silent = {},
                .retries_left = probes_.retries,
                .retry_at = now + probes_.retry_interval,
                .client_link = arrival.sender};
    for (const Instance& one : service.placed.instances) {
        if (one.engine != self_ && !unheard_.contains(one.engine)) {
            asked.silent.insert(one.engine);
        }
    }
    if (!probes_.enabled || asked.silent.empty()) {
        return unclaimed(now, arrival.flow, asked);
    }
    out.push_back({{asked.silent.begin(), asked.silent.end()}, {self_, arrival.flow}});
    asked_.emplace(arrival.flow, std::move(asked));
    return {Action::hold};
}

/// SCL-11.
Decision Spreader::unclaimed(Instant now, const Flow& flow, const Asked& asked) {
    if (asked.kind != Kind::datagram) {
        return {Action::reset};
    }
    const Decision decision = begin(now, services_.at(asked.service), flow);
    table_.came_from(flow, asked.client_link);
    return decision;
}

std::vector<Resolved> Spreader::hear(Instant now, const protocol::FlowAnswer& answer) {
    const auto found = asked_.find(answer.flow);
    if (found == asked_.end()) {
        return {};
    }
    const Service& service = services_.at(found->second.service);
    const Instance* claims = instance(service, answer.from);
    if (answer.serves && claims != nullptr) {
        table_.put(now, answer.flow, answer.from);
        table_.came_from(answer.flow, found->second.client_link);
        asked_.erase(found);
        return {{answer.flow, towards(*claims)}};
    }
    found->second.silent.erase(answer.from);
    if (!found->second.silent.empty()) {
        return {};
    }
    const Asked asked = std::move(found->second);
    asked_.erase(found);
    return {{answer.flow, unclaimed(now, answer.flow, asked)}};
}

std::vector<Resolved> Spreader::on_timer(Instant now, std::vector<Question>& out) {
    std::vector<Resolved> resolved;
    for (auto entry = asked_.begin(); entry != asked_.end();) {
        auto& [flow, asked] = *entry;
        if (now < asked.retry_at) {
            ++entry;
        } else if (asked.retries_left > 0) {
            --asked.retries_left;
            asked.retry_at = now + probes_.retry_interval;
            out.push_back({{asked.silent.begin(), asked.silent.end()}, {self_, flow}});
            ++entry;
        } else {
            resolved.push_back({flow, unclaimed(now, flow, asked)});
            entry = asked_.erase(entry);
        }
    }
    if (!services_.empty() && now >= sweep_at_) {
        table_.forget_idle(now);
        sweep_at_ = now + sweep_period;
    }
    return resolved;
}

std::optional<Instant> Spreader::next_timeout() const {
    if (services_.empty()) {
        return std::nullopt;
    }
    Instant next = sweep_at_;
    for (const auto& [flow, asked] : asked_) {
        next = std::min(next, asked.retry_at);
    }
    return next;
}

}  // namespace holdfast::reference::spreading
