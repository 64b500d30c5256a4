// SPDX-License-Identifier: Apache-2.0
// ControllerProperties of the public API, a singleton: timers of the controller.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace holdfast::reference::model {

struct Schema;

struct ControllerProperties {
    std::string uuid;
    std::uint32_t api_idle_timeout = 15;  ///< session idle limit
    bool allow_unauthenticated_apis = false;
    bool allow_unauthenticated_nodes = false;
    std::uint32_t default_minimum_api_timeout = 60;  ///< HTTP server timeout floor
    std::uint32_t cluster_ip_gratuitous_arp_period = 60;
    std::uint32_t fatal_error_lease_time = 120;
    std::uint32_t dead_se_detection_timer = 360;
    std::uint32_t unresponsive_se_reboot = 300;
    std::uint32_t crashed_se_reboot = 900;
    std::uint32_t max_dead_se_in_grp = 1;
    std::uint32_t se_failover_attempt_interval = 300;
    std::uint32_t se_create_timeout = 900;
    std::uint32_t se_spawn_retry_interval = 300;
    std::uint32_t se_offline_del = 172000;
    std::uint32_t vs_awaiting_se_timeout = 60;
    std::uint32_t vs_se_ping_fail = 60;
    std::uint32_t vs_se_bootup_fail = 480;
    std::uint32_t vs_se_create_fail = 1500;
    std::uint32_t vs_se_vnic_fail = 300;
    std::uint32_t vs_se_vnic_ip_fail = 120;
    std::uint32_t vs_se_attach_ip_fail = 600;
    std::uint32_t vs_scaleout_ready_check_interval = 60;
    std::uint32_t vs_key_rotate_period = 360;  ///< 0 - Disabled
    std::uint32_t attach_ip_retry_interval = 360;
    std::uint32_t attach_ip_retry_limit = 4;
    std::uint32_t warmstart_se_reconnect_wait_time = 480;
    std::uint32_t warmstart_vs_resync_wait_time = 300;
    std::uint32_t upgrade_lease_time = 600;
    std::uint32_t upgrade_fat_se_lease_time = 1200;
    std::uint32_t upgrade_se_per_vs_scale_ops_txn_time = 3;
    std::uint32_t se_upgrade_flow_cleanup_timeout = 90;
    std::uint32_t seupgrade_fabric_pool_size = 20;
    std::uint32_t seupgrade_segroup_min_dead_timeout = 360;
    std::uint32_t secure_channel_cleanup_timeout = 60;
    std::uint32_t secure_channel_controller_token_timeout = 60;
    std::uint32_t secure_channel_se_token_timeout = 60;
    std::uint32_t cleanup_sessions_timeout_period = 60;
    std::uint32_t cleanup_expired_authtoken_timeout_period = 60;
    bool operator==(const ControllerProperties&) const = default;
};
BOOST_DESCRIBE_STRUCT(
    ControllerProperties, (),
    (uuid, api_idle_timeout, allow_unauthenticated_apis, allow_unauthenticated_nodes,
     default_minimum_api_timeout, cluster_ip_gratuitous_arp_period, fatal_error_lease_time,
     dead_se_detection_timer, unresponsive_se_reboot, crashed_se_reboot, max_dead_se_in_grp,
     se_failover_attempt_interval, se_create_timeout, se_spawn_retry_interval, se_offline_del,
     vs_awaiting_se_timeout, vs_se_ping_fail, vs_se_bootup_fail, vs_se_create_fail, vs_se_vnic_fail,
     vs_se_vnic_ip_fail, vs_se_attach_ip_fail, vs_scaleout_ready_check_interval,
     vs_key_rotate_period, attach_ip_retry_interval, attach_ip_retry_limit,
     warmstart_se_reconnect_wait_time, warmstart_vs_resync_wait_time, upgrade_lease_time,
     upgrade_fat_se_lease_time, upgrade_se_per_vs_scale_ops_txn_time,
     se_upgrade_flow_cleanup_timeout, seupgrade_fabric_pool_size,
     seupgrade_segroup_min_dead_timeout, secure_channel_cleanup_timeout,
     secure_channel_controller_token_timeout, secure_channel_se_token_timeout,
     cleanup_sessions_timeout_period, cleanup_expired_authtoken_timeout_period))
const Schema& schema_of(const ControllerProperties*);

}  // namespace holdfast::reference::model
