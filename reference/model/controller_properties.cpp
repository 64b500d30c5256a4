// SPDX-License-Identifier: Apache-2.0
#include "reference/model/controller_properties.h"

#include "reference/model/describe.h"

namespace holdfast::reference::model {

const Schema& schema_of(const ControllerProperties*) {
    using T = ControllerProperties;
    static const Schema schema =
        Describe<T>("ControllerProperties")
            .limit(&T::api_idle_timeout, 0, 1440)
            .limit(&T::default_minimum_api_timeout, 60, 3600)
            .limit(&T::vs_key_rotate_period, 1, 1051200, {0})
            .limit(&T::seupgrade_fabric_pool_size, 2, 20)
            .unit("min", &T::api_idle_timeout, &T::cluster_ip_gratuitous_arp_period,
                  &T::vs_key_rotate_period, &T::secure_channel_cleanup_timeout,
                  &T::secure_channel_controller_token_timeout, &T::secure_channel_se_token_timeout,
                  &T::cleanup_sessions_timeout_period, &T::cleanup_expired_authtoken_timeout_period)
            .unit("s", &T::default_minimum_api_timeout, &T::fatal_error_lease_time,
                  &T::dead_se_detection_timer, &T::unresponsive_se_reboot, &T::crashed_se_reboot,
                  &T::se_failover_attempt_interval, &T::se_create_timeout,
                  &T::se_spawn_retry_interval, &T::se_offline_del, &T::vs_awaiting_se_timeout,
                  &T::vs_se_ping_fail, &T::vs_se_bootup_fail, &T::vs_se_create_fail,
                  &T::vs_se_vnic_fail, &T::vs_se_vnic_ip_fail, &T::vs_se_attach_ip_fail,
                  &T::vs_scaleout_ready_check_interval, &T::attach_ip_retry_interval,
                  &T::warmstart_se_reconnect_wait_time, &T::warmstart_vs_resync_wait_time,
                  &T::upgrade_lease_time, &T::upgrade_fat_se_lease_time,
                  &T::upgrade_se_per_vs_scale_ops_txn_time, &T::se_upgrade_flow_cleanup_timeout,
                  &T::seupgrade_segroup_min_dead_timeout)
            .since("17.2.2", &T::vs_se_attach_ip_fail)
            .since("18.1.1", &T::cleanup_sessions_timeout_period,
                   &T::cleanup_expired_authtoken_timeout_period)
            .since("18.2.2", &T::vs_scaleout_ready_check_interval)
            .since("18.2.6", &T::default_minimum_api_timeout)
            .since("20.1.1", &T::se_spawn_retry_interval)
            .since("22.1.1", &T::se_upgrade_flow_cleanup_timeout)
            .schema();
    return schema;
}

template struct ObjectJson<ControllerProperties>;

}  // namespace holdfast::reference::model
