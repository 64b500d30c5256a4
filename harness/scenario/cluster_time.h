// SPDX-License-Identifier: Apache-2.0
// What a cluster's configuration counts in minutes, in the scaled time of a trial.
#pragma once

#include "harness/scenario/deployment.h"

namespace holdfast::harness::scenario {

/// One minute, scaled as the heartbeat is, which is 10 s as documented.
inline Duration scaled_minute(const ClusterSpec& cluster) {
    constexpr int heartbeats_a_minute = 6;
    return cluster.heartbeat_period * heartbeats_a_minute;
}

/// CIP-8: a deployment asks for one gratuitous ARP a minute, the shortest that the API accepts.
inline constexpr int cluster_ip_period_minutes = 1;
inline Duration cluster_ip_period(const ClusterSpec& cluster) {
    return scaled_minute(cluster) * cluster_ip_period_minutes;
}

}  // namespace holdfast::harness::scenario
