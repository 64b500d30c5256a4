// SPDX-License-Identifier: Apache-2.0
// What is asked of a system under test. Own types, never the reference's: a shared mistake must not
// hide. Field names are the public API's.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/address.h"
#include "base/time.h"

namespace holdfast::harness::scenario {

/// The eight tunables of failure detection (spec 3.5), the controller's own heartbeat, and what is
/// done about engines without a controller.
struct DetectionTimers {
    bool aggressive_failure_detection = false;
    Duration dp_hb_frequency = 100ms;
    std::uint32_t dp_hb_timeout_count = 10;
    Duration dp_aggressive_hb_frequency = 100ms;
    std::uint32_t dp_aggressive_hb_timeout_count = 10;
    Duration controller_echo_rpc_timeout = 2000ms;
    std::uint32_t controller_echo_miss_limit = 4;
    Duration controller_echo_rpc_aggressive_timeout = 2000ms;
    std::uint32_t controller_echo_miss_aggressive_limit = 2;
    Duration controller_heartbeat_timeout = 12s;  ///< whole seconds, 1-60
    std::uint32_t controller_heartbeat_miss_limit = 6;
    /// HDL-10: how often an engine without a controller asks who has its addresses; 0: never.
    Duration dupip_frequency = 0ms;
    std::uint32_t dupip_timeout_count = 5;
    Duration warmstart_se_reconnect_wait_time = 480s;  ///< whole seconds: HDL-17

    Duration heartbeat_period() const {
        return aggressive_failure_detection ? dp_aggressive_hb_frequency : dp_hb_frequency;
    }
    std::uint32_t heartbeat_misses() const {
        return aggressive_failure_detection ? dp_aggressive_hb_timeout_count : dp_hb_timeout_count;
    }
    Duration echo_timeout() const {
        return aggressive_failure_detection ? controller_echo_rpc_aggressive_timeout
                                            : controller_echo_rpc_timeout;
    }
    std::uint32_t echo_misses() const {
        return aggressive_failure_detection ? controller_echo_miss_aggressive_limit
                                            : controller_echo_miss_limit;
    }
    /// DET-4: T = heartbeat x count + echo x count. The fault falls anywhere in a period, so DOWN
    /// comes within one period of it.
    Duration detection_time() const {
        return heartbeat_period() * heartbeat_misses() + echo_timeout() * echo_misses();
    }
    bool operator==(const DetectionTimers&) const = default;
};

struct VirtualServiceSpec {
    std::string name;
    Ipv4Address vip;
    std::uint16_t udp_port = 5000;  ///< 0: none
    std::uint16_t tcp_port = 5001;  ///< 0: none
    int active_standby_se_tag = 1;  ///< 1 or 2
    std::optional<Ipv4Address> snat_ip;
    bool operator==(const VirtualServiceSpec&) const = default;
};

struct SeGroupSpec {
    std::string name = "pair";
    bool distribute_load_active_standby = false;
    bool auto_redistribute_active_standby_load = false;
    bool hm_on_standby = true;
    std::vector<Ipv4Address> floating_intf_ip;
    std::vector<Ipv4Address> floating_intf_ip_se_2;
    DetectionTimers timers;
    bool operator==(const SeGroupSpec&) const = default;
};

/// The control plane. Time limits are those of spec 2, documented values as defaults.
struct ClusterSpec {
    std::vector<std::string>
        controllers;          ///< nodes, the founder first; empty: every node with role controller
    bool cluster_ip = false;  ///< the topology's first cluster IP is set with the deployment
    Duration heartbeat_period = 10s;
    std::uint32_t heartbeat_miss_limit = 4;
    Duration address_lease = 2s;  ///< of the cluster IP, for a leader that hangs
    /// A peer that says nothing is down after this.
    Duration detection_time() const { return heartbeat_period * heartbeat_miss_limit; }
    bool operator==(const ClusterSpec&) const = default;
};

enum class LoadBalancing { least_connections, round_robin };

struct Deployment {
    ClusterSpec cluster;
    SeGroupSpec group;
    std::vector<std::string> engines;  ///< nodes, started in this order
    std::vector<std::string>
        servers;  ///< nodes of the one pool; empty: every node with role server
    LoadBalancing load_balancing = LoadBalancing::least_connections;
    std::vector<VirtualServiceSpec> services;
    bool operator==(const Deployment&) const = default;
};

}  // namespace holdfast::harness::scenario
