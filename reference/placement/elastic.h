// SPDX-License-Identifier: Apache-2.0
// Placement of an elastic group: the ordered list of engines of each virtual service. The first is
// the primary, which owns the VIP; the others are ready to follow in this order. Pure functions
// from what is to what should be.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "reference/placement/condition.h"
#include "reference/protocol/messages.h"

namespace holdfast::reference::placement {

using protocol::EngineName;
using protocol::ServiceName;

struct ElasticEngine {
    EngineName name;
    Condition condition = Condition::up;
    bool accepts = true;  ///< new instances may go to it: SE_STATE_ENABLED, and its gateways seen
    std::string host{};   ///< what it runs on, as host_ref says; "": nobody knows
};

/// What placement makes of engines that carry nothing, where services are to be distributed.
enum class NewEngines {
    indifferent,  ///< PLACEMENT_ALGO_PACKED
    /// A new service goes to engines that carry nothing, what was lost with an engine to those that
    /// carried nothing before (ELA-5: one replacement gets it all), on whatever host; where there
    /// are none, anywhere.
    preferred,
    awaited  ///< the same, but as long as there may be more it waits for them (PLC-7)
};

/// A service that wants a place. Services of one VIP share their list, for one engine owns it.
struct ElasticService {
    ServiceName name;
    std::string vip;
    std::vector<EngineName> engines;  ///< its list now; empty: it waits
    bool placed_before = false;       ///< whatever it waits for, it has served already
    std::uint32_t more = 0;  ///< instances beyond those of its group: it was scaled out (PLC-21)
};

/// What an engine carries.
struct Load {
    std::size_t instances = 0;
    std::size_t primaries = 0;  ///< among them
    auto operator<=>(const Load&) const = default;
};

struct ElasticGroup {
    std::vector<ElasticEngine> engines;  ///< in order of registration
    std::uint32_t instances = 1;         ///< min_scaleout_per_vs
    std::uint32_t max_vs_per_se = 10;    ///< instances of whatever service on one engine
    /// self_se_election: an engine that cannot be told may have followed by itself, so that the
    /// order of the list holds for it too.
    bool self_election = false;
    bool vs_host_redundancy = true;  ///< instances of a service go to different hosts if they can
    /// A service that has lost all of its engines waits for nothing.
    NewEngines new_engines = NewEngines::indifferent;
    std::vector<ElasticService> services;  ///< in order of creation
    /// Of services of the group that are not among these: they are settled, and count as they are.
    std::map<EngineName, Load> other_loads{};
};

/// The list of each service, in the order of ElasticGroup::services; an empty one: no room.
using EngineLists = std::vector<std::vector<EngineName>>;

/// What holds now. A dead engine leaves its lists (ELA-3); if it was the primary, the next in order
/// that can be told follows (DET-17). Where instances are missing, the least loaded engines with
/// room come to the end of the list (HDL-14). Nothing else changes. A service whose engines are all
/// dead is placed like a new one (ELA-8); without an engine that is up it stays in memory where it
/// was.
EngineLists settle(const ElasticGroup& group);

}  // namespace holdfast::reference::placement
