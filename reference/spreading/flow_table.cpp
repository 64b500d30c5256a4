// SPDX-License-Identifier: Apache-2.0
#include "reference/spreading/flow_table.h"

#include <boost/container_hash/hash.hpp>

namespace holdfast::reference::spreading {

using protocol::EngineName;
using protocol::Flow;

std::size_t FlowTable::Hash::operator()(const Flow& flow) const {
    std::size_t seed = static_cast<std::size_t>(flow.transport);
    boost::hash_combine(seed, flow.client.value);
    boost::hash_combine(seed, flow.client_port);
    boost::hash_combine(seed, flow.vip.value);
    boost::hash_combine(seed, flow.port);
    return seed;
}

const EngineName* FlowTable::find(Instant now, const Flow& flow) {
    const auto found = flows_.find(flow);
    if (found == flows_.end()) {
        return nullptr;
    }
    found->second.used = now;
    return &found->second.engine;
}

bool FlowTable::put(Instant now, const Flow& flow, const EngineName& engine) {
    const auto found = flows_.find(flow);
    if (found == flows_.end()) {
        if (flows_.size() >= flows_max) {
            return false;
        }
        flows_.emplace(flow, Entry{engine, now});
    } else {
        count(flow, found->second.engine, -1);
        found->second = {engine, now};
    }
    count(flow, engine, 1);
    return true;
}

void FlowTable::count(const Flow& flow, const EngineName& engine, int change) {
    auto& by_engine = counts_[port_of(flow)];
    auto& number = by_engine[engine];
    number = change > 0 ? number + 1 : number - 1;
    if (number == 0) {
        by_engine.erase(engine);
    }
    if (by_engine.empty()) {
        counts_.erase(port_of(flow));
    }
}

template <class Condition>
void FlowTable::forget_if(Condition condition) {
    std::erase_if(flows_, [&](const auto& entry) {
        const bool goes = condition(entry.first, entry.second);
        if (goes) {
            count(entry.first, entry.second.engine, -1);
        }
        return goes;
    });
}

void FlowTable::forget(const Flow& flow) {
    if (const auto found = flows_.find(flow); found != flows_.end()) {
        count(flow, found->second.engine, -1);
        flows_.erase(found);
    }
}

void FlowTable::forget_port(protocol::Transport transport, Ipv4Address vip, std::uint16_t port) {
    const Port gone{transport, vip, port};
    forget_if([&](const Flow& flow, const Entry&) { return port_of(flow) == gone; });
}

void FlowTable::forget_idle(Instant now) {
    forget_if([&](const Flow&, const Entry& entry) { return now - entry.used > flow_idle_max; });
}

std::size_t FlowTable::served_by(const EngineName& engine, const Flow& like) const {
    const auto port = counts_.find(port_of(like));
    if (port == counts_.end()) {
        return 0;
    }
    const auto number = port->second.find(engine);
    return number == port->second.end() ? 0 : number->second;
}

}  // namespace holdfast::reference::spreading
