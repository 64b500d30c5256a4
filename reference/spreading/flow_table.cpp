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
    if (found != flows_.end()) {
        found->second.engine = engine;
        found->second.used = now;
        return true;
    }
    if (flows_.size() >= flows_max) {
        return false;
    }
    flows_.emplace(flow, Entry{engine, now});
    return true;
}

void FlowTable::came_from(const Flow& flow, const MacAddress& sender) {
    if (const auto found = flows_.find(flow); found != flows_.end()) {
        found->second.client_link = sender;
    }
}

std::optional<MacAddress> FlowTable::way_to_client(Instant now, const Flow& flow) {
    const auto found = flows_.find(flow);
    if (found == flows_.end()) {
        return std::nullopt;
    }
    found->second.used = now;
    return found->second.client_link;
}

void FlowTable::forget(const Flow& flow) {
    flows_.erase(flow);
}

void FlowTable::forget_port(protocol::Transport transport, Ipv4Address vip, std::uint16_t port) {
    std::erase_if(flows_, [&](const auto& entry) {
        const Flow& flow = entry.first;
        return flow.transport == transport && flow.vip == vip && flow.port == port;
    });
}

void FlowTable::forget_idle(Instant now) {
    std::erase_if(flows_,
                  [&](const auto& entry) { return now - entry.second.used > flow_idle_max; });
}

}  // namespace holdfast::reference::spreading
