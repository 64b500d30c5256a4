// SPDX-License-Identifier: Apache-2.0
// SCL-20 to SCL-23: engines of elastic groups say how busy they are; every auto_rebalance_interval
// the leader judges what they said last and changes the instances of one VIP at the most, or says
// that it would.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "reference/protocol/messages.h"

namespace holdfast::reference::controller {

struct SystemState;
struct Engine;

/// What is known of load. Not committed: a new leader begins to look anew, with a whole interval.
struct Loads {
    struct Sample {
        Instant taken;  ///< the end of what was measured
        protocol::LoadMeasured load;
    };
    std::map<protocol::EngineName, std::vector<Sample>> of{};  ///< the oldest first
    /// When a list of engines of a group, by its uuid, changed last: what was measured before says
    /// nothing about the engines as they are.
    std::map<std::string, Instant> changed_at{};
    std::map<std::string, Instant> looked_at{};  ///< groups by uuid, as soon as one of theirs spoke
};

/// The engine said how busy it was.
void take_load(SystemState& s, const Engine& engine, const protocol::LoadMeasured& load);
/// Groups whose interval is over are judged.
void rebalance_groups(SystemState& s);
std::optional<Instant> next_rebalancing(const SystemState& s);

}  // namespace holdfast::reference::controller
