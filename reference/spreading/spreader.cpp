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

std::set<Ipv4Address> Spreader::spread_addresses() const {
    std::set<Ipv4Address> addresses;
    for (const auto& [name, service] : services_) {
        addresses.insert(service.placed.vip);
    }
    return addresses;
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

bool Spreader::takes_new(const Instance& instance) const {
    return !instance.draining && !unheard_.contains(instance.engine);
}

Decision Spreader::towards(const Instance& instance) const {
    return instance.engine == self_ ? Decision{Action::serve}
                                    : Decision{Action::send_on, instance.data_link};
}

Decision Spreader::decide(Instant now, const Arrival& arrival, std::vector<Question>& out) {
    const Service* service = service_of(arrival.flow);
    if (service == nullptr) {
        return {Action::pass};
    }
    if (arrival.served_here) {
        table_.put(now, arrival.flow, self_);
        return {Action::serve};
    }
    const auto& instances = service->placed.instances;
    if (std::any_of(instances.begin(), instances.end(), [&](const Instance& one) {
            return one.engine != self_ && one.data_link == arrival.sender;
        })) {
        return decide_sent_on(now, *service, arrival);
    }
    if (asked_.contains(arrival.flow)) {
        return {Action::hold};
    }
    if (const EngineName* known = table_.find(now, arrival.flow)) {
        return decide_known(now, *service, arrival, EngineName(*known));
    }
    if (!service->primary()) {  // a client that has not heard yet who is
        return towards(instances.front());
    }
    const bool may_be_old = arrival.kind == Kind::continues ||
                            (arrival.kind == Kind::datagram && now < service->unknown_until);
    return may_be_old ? ask(now, *service, arrival, out) : begin(now, *service, arrival.flow);
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

Decision Spreader::decide_known(Instant now, const Service& service, const Arrival& arrival,
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

Decision Spreader::begin(Instant now, const Service& service, const Flow& flow) {
    const Instance* chosen = choose(service, flow);
    if (chosen == nullptr) {
        return {Action::serve};
    }
    return table_.put(now, flow, chosen->engine) ? towards(*chosen) : Decision{Action::drop};
}

/// SCL-6: each gets new flows, the one with the fewest first.
const Instance* Spreader::choose(const Service& service, const Flow& flow) const {
    using protocol::FlowDistribution;
    const Instance* best = nullptr;
    const auto better = [&](const Instance& one) {
        if (service.placed.flow_distribution == FlowDistribution::load_aware) {
            return table_.served_by(one.engine, flow) < table_.served_by(best->engine, flow);
        }
        const bool with_port =
            service.placed.flow_distribution == FlowDistribution::source_address_and_port;
        return affinity(one, flow, with_port) > affinity(*best, flow, with_port);
    };
    for (const Instance& one : service.placed.instances) {
        if (takes_new(one) && (best == nullptr || better(one))) {
            best = &one;
        }
    }
    return best;
}

Decision Spreader::ask(Instant now, const Service& service, const Arrival& arrival,
                       std::vector<Question>& out) {
    Asked asked{.service = service.placed.name,
                .kind = arrival.kind,
                .silent = {},
                .retries_left = probes_.retries,
                .retry_at = now + probes_.retry_interval};
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
    return asked.kind == Kind::datagram ? begin(now, services_.at(asked.service), flow)
                                        : Decision{Action::reset};
}

std::vector<Resolved> Spreader::hear(Instant now, const protocol::FlowAnswer& answer) {
    const auto found = asked_.find(answer.flow);
    if (found == asked_.end()) {
        return {};
    }
    const Service& service = services_.at(found->second.service);
    const Instance* claims = instance(service, answer.from);
    if (answer.serves && claims != nullptr) {
        asked_.erase(found);
        table_.put(now, answer.flow, answer.from);
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
