// SPDX-License-Identifier: Apache-2.0
// ServiceEngineGroup of the public API: its high availability and placement.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "reference/model/addresses.h"
#include "reference/model/cloud.h"
#include "reference/model/opaque.h"

namespace holdfast::reference::model {

struct Schema;

enum class HaMode { HA_MODE_SHARED_PAIR, HA_MODE_SHARED, HA_MODE_LEGACY_ACTIVE_STANDBY };
BOOST_DESCRIBE_ENUM(HaMode, HA_MODE_SHARED_PAIR, HA_MODE_SHARED, HA_MODE_LEGACY_ACTIVE_STANDBY)

enum class PlacementAlgorithm { PLACEMENT_ALGO_PACKED, PLACEMENT_ALGO_DISTRIBUTED };
BOOST_DESCRIBE_ENUM(PlacementAlgorithm, PLACEMENT_ALGO_PACKED, PLACEMENT_ALGO_DISTRIBUTED)

enum class PlacementMode { PLACEMENT_MODE_AUTO };
BOOST_DESCRIBE_ENUM(PlacementMode, PLACEMENT_MODE_AUTO)

enum class AutoRebalanceCriterion {
    SE_AUTO_REBALANCE_CPU,
    SE_AUTO_REBALANCE_PPS,
    SE_AUTO_REBALANCE_MBPS,
    SE_AUTO_REBALANCE_OPEN_CONNS,
    SE_AUTO_REBALANCE_CPS
};
BOOST_DESCRIBE_ENUM(AutoRebalanceCriterion, SE_AUTO_REBALANCE_CPU, SE_AUTO_REBALANCE_PPS,
                    SE_AUTO_REBALANCE_MBPS, SE_AUTO_REBALANCE_OPEN_CONNS, SE_AUTO_REBALANCE_CPS)

/// The hosts on which engines of a group may be started, or may not.
struct VcenterHosts {
    bool include = false;  ///< only there; false: anywhere but there
    std::vector<std::string> host_refs;
    bool operator==(const VcenterHosts&) const = default;
};
BOOST_DESCRIBE_STRUCT(VcenterHosts, (), (include, host_refs))
const Schema& schema_of(const VcenterHosts*);

/// Fields that the reference stores and gives back; nothing of it reads them.
struct ServiceEngineGroupTuning {
    std::uint32_t vs_scalein_timeout_for_upgrade = 30;
    std::uint32_t vs_se_primary_switchover_additional_wait_time = 0;
    std::uint32_t vs_se_scalein_additional_wait_time = 0;
    std::uint32_t vs_se_scaleout_additional_wait_time = 0;
    std::uint32_t vs_se_scaleout_ready_timeout = 60;
    std::uint32_t send_se_ready_timeout = 300;
    std::uint32_t max_cpu_usage = 80;
    std::uint32_t min_cpu_usage = 30;
    bool enable_gratarp_permanent = false;
    std::uint32_t gratarp_permanent_periodicity = 10;
    bool bgp_peer_monitor_failover_enabled = false;
    std::uint32_t bgp_state_update_interval = 60;
    std::uint32_t se_flow_probe_retries = 2;
    std::uint32_t se_flow_probe_retry_timer = 40;
    bool disable_flow_probes = false;
    std::uint32_t se_probe_port = 7;
    std::uint32_t resync_time_interval = 65536;
    bool use_objsync = true;
    std::uint32_t objsync_port = 4001;
    std::uint32_t se_vs_hb_max_pkts_in_batch = 64;
    std::uint32_t se_vs_hb_max_vs_in_pkt = 256;
    std::uint32_t se_dp_max_hb_version = 3;
    std::uint32_t se_dp_if_state_poll_interval = 10;
    std::uint32_t se_tunnel_mode = 0;
    std::uint32_t se_tunnel_udp_port = 1550;
    bool reboot_on_panic = true;
    std::string se_name_prefix = "Avi";
    std::uint32_t vcpus_per_se = 1;
    std::uint32_t memory_per_se = 2048;
    std::uint32_t disk_per_se = 15;
    std::string mgmt_network_ref;
    std::optional<IpAddrPrefix> mgmt_subnet;
    std::vector<IpAddrPrefix> service_ip_subnets;
    std::optional<LicenseTier> license_tier;
    bool operator==(const ServiceEngineGroupTuning&) const = default;
};
BOOST_DESCRIBE_STRUCT(ServiceEngineGroupTuning, (),
                      (vs_scalein_timeout_for_upgrade,
                       vs_se_primary_switchover_additional_wait_time,
                       vs_se_scalein_additional_wait_time, vs_se_scaleout_additional_wait_time,
                       vs_se_scaleout_ready_timeout, send_se_ready_timeout, max_cpu_usage,
                       min_cpu_usage, enable_gratarp_permanent, gratarp_permanent_periodicity,
                       bgp_peer_monitor_failover_enabled, bgp_state_update_interval,
                       se_flow_probe_retries, se_flow_probe_retry_timer, disable_flow_probes,
                       se_probe_port, resync_time_interval, use_objsync, objsync_port,
                       se_vs_hb_max_pkts_in_batch, se_vs_hb_max_vs_in_pkt, se_dp_max_hb_version,
                       se_dp_if_state_poll_interval, se_tunnel_mode, se_tunnel_udp_port,
                       reboot_on_panic, se_name_prefix, vcpus_per_se, memory_per_se, disk_per_se,
                       mgmt_network_ref, mgmt_subnet, service_ip_subnets, license_tier))

struct ServiceEngineGroup : ServiceEngineGroupTuning {
    std::string uuid;
    std::string name;
    std::string description;
    HaMode ha_mode = HaMode::HA_MODE_SHARED;  ///< SHARED_PAIR = elastic active/active, SHARED =
                                              ///< elastic N+M, LEGACY = one pair
    bool active_standby =
        false;  ///< older switch; the routing page sets it together with ha_mode legacy
    bool distribute_load_active_standby = false;  ///< legacy: half of the VSs per SE
    bool auto_redistribute_active_standby_load =
        false;                             ///< legacy: move back by itself after recovery
    bool hm_on_standby = true;             ///< standby SE also probes pool servers
    std::vector<IpAddr> floating_intf_ip;  ///< of tag 1; newer clients put it into a NetworkService
    std::vector<IpAddr> floating_intf_ip_se_2;  ///< of tag 2
    std::optional<bool> enable_routing;         ///< now in NetworkService
    std::optional<bool> enable_vmac;            ///< now in NetworkService
    std::uint32_t buffer_se = 1;                ///< the M of N+M
    std::uint32_t min_scaleout_per_vs = 1;
    std::uint32_t max_scaleout_per_vs = 4;
    std::uint32_t max_vs_per_se = 10;
    std::uint32_t min_se = 1;
    std::uint32_t max_se = 10;
    PlacementAlgorithm algo = PlacementAlgorithm::PLACEMENT_ALGO_PACKED;
    PlacementMode placement_mode = PlacementMode::PLACEMENT_MODE_AUTO;
    bool vs_host_redundancy = true;
    std::optional<VcenterHosts> vcenter_hosts;
    bool per_app = false;  ///< at most two services on one engine
    bool aggressive_failure_detection = false;
    std::uint32_t dp_hb_frequency = 100;
    std::uint32_t dp_hb_timeout_count = 10;
    std::uint32_t dp_aggressive_hb_frequency = 100;
    std::uint32_t dp_aggressive_hb_timeout_count = 10;  ///< 16.x documents say 5
    bool self_se_election = false;
    std::uint32_t vs_switchover_timeout = 300;
    std::uint32_t vs_scalein_timeout = 30;
    std::uint32_t vs_scaleout_timeout = 600;
    std::uint32_t se_deprovision_delay =
        120;  ///< Ansible sleeps for this time after delete; keep it 0 in tests
    bool auto_rebalance = false;
    std::uint32_t auto_rebalance_interval = 300;
    std::vector<AutoRebalanceCriterion> auto_rebalance_criteria;
    std::vector<std::uint32_t> auto_rebalance_capacity_per_se;
    bool host_gateway_monitor = false;
    std::string cloud_ref;
    std::string tenant_ref;
    std::vector<KeyValue> labels;
    std::vector<Opaque> markers;  ///< RoleFilterMatchLabel
    bool operator==(const ServiceEngineGroup&) const = default;

    bool legacy() const { return ha_mode == HaMode::HA_MODE_LEGACY_ACTIVE_STANDBY; }
    /// Instances that one engine may carry: PLC-1, PLC-9.
    std::uint32_t places_on_engine() const {
        constexpr std::uint32_t per_app_max = 2;
        return per_app && max_vs_per_se > per_app_max ? per_app_max : max_vs_per_se;
    }
};
BOOST_DESCRIBE_STRUCT(
    ServiceEngineGroup, (ServiceEngineGroupTuning),
    (uuid, name, description, ha_mode, active_standby, distribute_load_active_standby,
     auto_redistribute_active_standby_load, hm_on_standby, floating_intf_ip, floating_intf_ip_se_2,
     enable_routing, enable_vmac, buffer_se, min_scaleout_per_vs, max_scaleout_per_vs,
     max_vs_per_se, min_se, max_se, algo, placement_mode, vs_host_redundancy, vcenter_hosts,
     per_app, aggressive_failure_detection, dp_hb_frequency, dp_hb_timeout_count,
     dp_aggressive_hb_frequency, dp_aggressive_hb_timeout_count, self_se_election,
     vs_switchover_timeout, vs_scalein_timeout, vs_scaleout_timeout, se_deprovision_delay,
     auto_rebalance, auto_rebalance_interval, auto_rebalance_criteria,
     auto_rebalance_capacity_per_se, host_gateway_monitor, cloud_ref, tenant_ref, labels, markers))
const Schema& schema_of(const ServiceEngineGroup*);

/// LEG-1: a legacy group is one pair.
inline constexpr std::uint32_t legacy_se_max = 2;

/// Writes what follows from the mode: a legacy group is active/standby and holds at most two
/// engines.
void complete(ServiceEngineGroup& group);

}  // namespace holdfast::reference::model
