// SPDX-License-Identifier: Apache-2.0
#include "reference/engine/self_election.h"

#include <algorithm>
#include <utility>

namespace holdfast::reference::engine {

using protocol::EngineConfiguration;
using protocol::PlacedService;

namespace {

/// Engines in front of `self`; none: it is the first or not in the list.
std::vector<protocol::EngineName> in_front_of(const protocol::EngineName& self,
                                              const PlacedService& service) {
    const auto place = std::find(service.engines.begin(), service.engines.end(), self);
    return place == service.engines.end()
               ? std::vector<protocol::EngineName>{}
               : std::vector<protocol::EngineName>(service.engines.begin(), place);
}

}  // namespace

SelfElection::SelfElection(protocol::EngineName self, Duration address_lease)
    : self_(std::move(self)), address_lease_(address_lease) {}

std::optional<Instant> SelfElection::due(const EngineConfiguration& configured,
                                         const PlacedService& service,
                                         const PeerMonitors& peers) const {
    const std::vector<protocol::EngineName> others = in_front_of(self_, service);
    if (!configured.self_se_election || others.empty() || !since_) {
        return std::nullopt;
    }
    Instant silent_since = *since_;
    for (const protocol::EngineName& other : others) {
        const auto heard = peers.last_heard(other);
        if (!heard) {
            return std::nullopt;
        }
        silent_since = std::max(silent_since, *heard);
    }
    return silent_since + configured.heartbeat_period * configured.heartbeat_miss_limit +
           address_lease_;
}

bool SelfElection::decide(Instant now, const EngineConfiguration& configured,
                          const PeerMonitors& peers) {
    if (!since_) {
        return false;
    }
    bool changed = false;
    for (const PlacedService& service : configured.services) {
        const auto elected = elected_.find(service.name);
        if (elected == elected_.end()) {
            const auto time = due(configured, service, peers);
            if (time && *time <= now) {
                elected_.emplace(service.name, now);
                changed = true;
            }
            continue;
        }
        // INV-1: an engine in front that is heard again goes before.
        const std::vector<protocol::EngineName> others = in_front_of(self_, service);
        const bool heard = std::any_of(others.begin(), others.end(), [&](const auto& other) {
            return peers.last_heard(other).value_or(Instant()) >= elected->second;
        });
        if (heard) {
            elected_.erase(elected);
            changed = true;
        }
    }
    return changed;
}

EngineConfiguration SelfElection::applied_to(EngineConfiguration configured) const {
    for (PlacedService& service : configured.services) {
        if (elected_.contains(service.name)) {
            service.role = protocol::Role::active;
        }
    }
    return configured;
}

std::optional<Instant> SelfElection::next_timeout(const EngineConfiguration& configured,
                                                  const PeerMonitors& peers) const {
    std::optional<Instant> next;
    for (const PlacedService& service : configured.services) {
        if (elected_.contains(service.name)) {
            continue;
        }
        if (const auto time = due(configured, service, peers)) {
            next = std::min(next.value_or(Instant::never()), *time);
        }
    }
    return next;
}

}  // namespace holdfast::reference::engine
