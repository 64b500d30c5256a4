// SPDX-License-Identifier: Apache-2.0
// What each engine can know of its gateways, reckoned from the faults and the monitors' timers
// alone (GW-2): when it must have noticed a loss or a return at the earliest and at the latest.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "harness/check/index.h"

namespace holdfast::harness::check {

/// An engine stops, or begins again, to see a monitored gateway.
struct GatewayChange {
    std::string engine;
    Ipv4Address gateway;
    bool lost = true;
    Instant cause;     ///< the fault took effect, or was healed
    Instant earliest;  ///< noticed
    Instant latest;
    Instant settled;   ///< whatever moves because of it has moved by then: the bound under test
    std::string what;  ///< "gateway_pings_lost se1 gw1"
    std::size_t history_line = 0;
};

/// In order of `earliest`. A disturbance that is too short to count makes no change; of one about
/// which nobody can say (its length is within an interval of the threshold) `unsure` tells.
struct GatewayChanges {
    std::vector<GatewayChange> changes;
    bool unsure = false;
    int disturbances = 0;  ///< of a gateway for an engine, whether or not they were long enough
};
GatewayChanges gateway_changes(const Recording& recording);

/// A stretch of time in which every engine knows the same of its gateways, after the changes that
/// began it, which come together or at least a failover bound after those before.
struct GatewayStage {
    Instant from;  ///< earliest notice of its changes
    Instant to;    ///< earliest notice of the next ones, or the next other disturbance, or the end
    Instant settled;  ///< whatever moves because of it has moved by then
    std::map<std::string, std::set<Ipv4Address>>
        lost;                            ///< by engine; those that see all are absent
    std::vector<GatewayChange> changes;  ///< empty: the time before the first one
    bool sees_all(const std::string& engine) const { return !lost.contains(engine); }
};

/// Until the first that cannot be told from the one before.
std::vector<GatewayStage> gateway_stages(const Recording& recording);

}  // namespace holdfast::harness::check
