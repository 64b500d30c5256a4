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
    std::string se_group{};  ///< name of its SE group; empty: Deployment::group
    bool operator==(const VirtualServiceSpec&) const = default;
};

/// The documented modes: legacy active/standby, elastic active/active, elastic N+M.
enum class HaMode { legacy_active_standby, shared_pair, shared };

enum class PlacementAlgorithm { packed, distributed };

/// AFF-6, AFF-7: hosts on which engines of a group are started, or are not.
struct HostList {
    bool include = false;            ///< only there; false: anywhere but there
    std::vector<std::string> hosts;  ///< of the topology
    bool operator==(const HostList&) const = default;
};

struct SeGroupSpec {
    std::string name = "pair";
    HaMode ha_mode = HaMode::legacy_active_standby;
    bool distribute_load_active_standby = false;
    bool auto_redistribute_active_standby_load = false;
    bool hm_on_standby = true;
    std::vector<Ipv4Address> floating_intf_ip;
    std::vector<Ipv4Address> floating_intf_ip_se_2;
    bool enable_routing = false;  ///< the active engine passes on packets of others: FIP-14
    bool enable_vmac = false;     ///< one MAC for the floating addresses, wherever they are: FIP-11
    std::uint32_t min_scaleout_per_vs = 1;  ///< elastic: on so many engines a service starts
    std::uint32_t max_scaleout_per_vs = 4;
    std::uint32_t max_vs_per_se = 10;
    std::uint32_t max_se = 10;
    std::uint32_t buffer_se = 1;  ///< the M of N+M
    PlacementAlgorithm algo = PlacementAlgorithm::packed;
    bool vs_host_redundancy = true;
    bool per_app = false;                      ///< at most two services on an engine
    std::uint32_t se_deprovision_delay = 120;  ///< minutes; 0: never
    HostList vcenter_hosts;
    std::uint32_t vs_scalein_timeout = 30;  ///< seconds that flows of a leaving instance have
    std::uint32_t se_tunnel_mode = 0;       ///< SCL-5: 1: answers pass the primary, 2: they do not
    bool self_se_election = false;  ///< elastic: engines without a controller follow by themselves
    DetectionTimers timers;

    bool legacy() const { return ha_mode == HaMode::legacy_active_standby; }
    bool operator==(const SeGroupSpec&) const = default;
};

/// Another SE group beside the first, with its own engines. Echo and heartbeat timers of the
/// controller are one setting of the system: those of Deployment::group count.
struct FurtherGroup {
    SeGroupSpec group;
    std::vector<std::string> engines;  ///< nodes, started in this order
    bool operator==(const FurtherGroup&) const = default;
};

/// The control plane. Time limits are those of spec 2, documented values as defaults.
struct ClusterSpec {
    std::vector<std::string>
        controllers;          ///< nodes, the founder first; empty: every node with role controller
    bool host_names = false;  ///< members are named by their nodes' names instead of addresses
    bool cluster_ip = false;  ///< the topology's first cluster IP is set with the deployment
    Duration heartbeat_period = 10s;
    std::uint32_t heartbeat_miss_limit = 4;
    Duration address_lease = 2s;  ///< of the cluster IP, for a leader that hangs
    /// A peer that says nothing is down after this.
    Duration detection_time() const { return heartbeat_period * heartbeat_miss_limit; }
    bool operator==(const ClusterSpec&) const = default;
};

/// The cloud in which engines run: spec 3.11, 3.12. Its hosts are those of the topology.
struct CloudSpec {
    bool write_access = false;  ///< the controller starts and deletes engines itself
    /// Nodes that the cloud may start engines on; each stands on a host of the topology.
    std::vector<std::string> machines;
    Duration start_time = 50ms;  ///< from the cloud's hearing of it to the engine's start
    Duration se_spawn_retry_interval = 300s;  ///< whole seconds, as those below
    Duration se_create_timeout = 900s;
    Duration vs_awaiting_se_timeout = 60s;
    Duration unresponsive_se_reboot = 300s;  ///< DET-15
    bool operator==(const CloudSpec&) const = default;
};

/// GatewayMonitor of the VRF in which the engines serve: GW-2.
struct GatewayMonitorSpec {
    Ipv4Address gateway_ip;
    Duration gateway_monitor_interval = 1s;  ///< 100 ms to 60 s
    std::uint32_t gateway_monitor_fail_threshold = 10;
    std::uint32_t gateway_monitor_success_threshold = 15;
    /// GW-21: of the engines, the one that leads to a gateway which is in none of theirs.
    std::optional<InterfaceAddress> subnet;
    /// A gateway that does not answer is lost between this and one interval later.
    Duration loss_noticed() const {
        return gateway_monitor_interval * gateway_monitor_fail_threshold;
    }
    /// One that answers again is seen between this and one interval later.
    Duration return_noticed() const {
        return gateway_monitor_interval * gateway_monitor_success_threshold;
    }
    bool operator==(const GatewayMonitorSpec&) const = default;
};

enum class HealthMonitorType { tcp, http, ping };
std::string to_string(HealthMonitorType type);  ///< "tcp"

/// HealthMonitor of the pool: HM-1. Engines probe each server every send_interval, and wait for
/// receive_timeout; both are whole seconds in the public API, so that these defaults are the
/// shortest that it allows.
struct HealthMonitorSpec {
    HealthMonitorType type = HealthMonitorType::tcp;
    Duration send_interval = 2s;    ///< 1 s to 3600 s
    Duration receive_timeout = 1s;  ///< at least 1 s, below send_interval
    std::uint32_t failed_checks = 2;
    std::uint32_t successful_checks = 2;
    /// HM-2: after so many probes in a row have ended otherwise than before. The first of them may
    /// be under way already, or leave an interval later; the last may take its whole time.
    Duration soonest_verdict(std::uint32_t checks) const {
        return (checks - 1) * send_interval - receive_timeout;
    }
    Duration latest_verdict(std::uint32_t checks) const {
        return checks * send_interval + receive_timeout;
    }
    bool operator==(const HealthMonitorSpec&) const = default;
};

enum class LoadBalancing { least_connections, round_robin };

struct Deployment {
    ClusterSpec cluster;
    SeGroupSpec group;                 ///< the first, or only, SE group
    std::vector<std::string> engines;  ///< nodes of it, started in this order
    std::vector<FurtherGroup> further_groups;
    CloudSpec cloud;
    std::vector<std::string>
        servers;  ///< nodes of the one pool; empty: every node with role server
    LoadBalancing load_balancing = LoadBalancing::least_connections;
    bool client_persistence = false;  ///< clients stay at their servers, by their addresses
    /// Of the pool, no two of one type; none: one of TCP with the numbers above.
    std::vector<HealthMonitorSpec> health_monitors;
    std::vector<GatewayMonitorSpec> gateway_monitors;
    /// GW-18: engines watch their default gateways too. Off here, on in the product.
    bool internal_gateway_monitor = false;
    std::vector<VirtualServiceSpec> services;
    bool operator==(const Deployment&) const = default;

    std::vector<HealthMonitorSpec> monitors_of_pool() const {
        return health_monitors.empty() ? std::vector<HealthMonitorSpec>(1) : health_monitors;
    }
    /// Every SE group, the first one first.
    std::vector<const SeGroupSpec*> groups() const;
    /// Engines of every group, in the order in which they start.
    std::vector<std::string> all_engines() const;
    /// Null: no group is called so. "" is the first.
    const SeGroupSpec* find_group(const std::string& name) const;
    /// Engines that start in this group; "" is the first, to which those belong as well that its
    /// controller may start.
    std::vector<std::string> engines_in(const std::string& group) const;
    /// The group whose engine this is from the start; null: of none.
    const SeGroupSpec* group_of_engine(const std::string& engine) const;
    const VirtualServiceSpec* find_service(const std::string& name) const;
};

}  // namespace holdfast::harness::scenario
