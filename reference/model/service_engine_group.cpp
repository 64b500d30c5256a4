// SPDX-License-Identifier: Apache-2.0
#include "reference/model/service_engine_group.h"

#include <algorithm>

#include "reference/model/describe.h"

namespace holdfast::reference::model {
void complete(ServiceEngineGroup& group) {
    if (group.legacy()) {  // LEG-37
        group.active_standby = true;
        group.max_se = std::min(group.max_se, legacy_se_max);
    }
}

const Schema& schema_of(const VcenterHosts*) {
    static const Schema schema = Describe<VcenterHosts>("VcenterHosts").schema();
    return schema;
}

const Schema& schema_of(const ServiceEngineGroup*) {
    using T = ServiceEngineGroup;
    static const Schema schema =
        Describe<T>("ServiceEngineGroup")
            .required(&T::name)
            .limit(&T::min_se, 0, 1000)
            .limit(&T::max_se, 0, 1000)
            .limit(&T::buffer_se, 0, 1000)
            .limit(&T::max_vs_per_se, 1, 1000)
            .limit(&T::min_scaleout_per_vs, 1, 64)
            .limit(&T::max_scaleout_per_vs, 1, 64)
            .limit(&T::dp_hb_frequency, 1, 60000)
            .limit(&T::dp_hb_timeout_count, 1, 1000)
            .limit(&T::dp_aggressive_hb_frequency, 1, 60000)
            .limit(&T::dp_aggressive_hb_timeout_count, 1, 1000)
            .limit(&T::vs_se_primary_switchover_additional_wait_time, 0, 300)
            .limit(&T::vs_se_scalein_additional_wait_time, 0, 300)
            .limit(&T::vs_se_scaleout_additional_wait_time, 0, 300)
            .limit(&T::vs_se_scaleout_ready_timeout, 0, 90)
            .limit(&T::vs_switchover_timeout, 0, 86400)
            .limit(&T::send_se_ready_timeout, 10, 600)
            .limit(&T::se_deprovision_delay, 0, 525600)
            .limit(&T::max_cpu_usage, 40, 90)
            .limit(&T::min_cpu_usage, 20, 60)
            .limit(&T::gratarp_permanent_periodicity, 5, 30)
            .limit(&T::bgp_state_update_interval, 5, 100)
            .limit(&T::se_flow_probe_retries, 0, 5)
            .limit(&T::se_flow_probe_retry_timer, 20, 50)
            .limit(&T::resync_time_interval, 8, 600000)
            .limit(&T::objsync_port, 1024, 65535)
            .limit(&T::se_vs_hb_max_pkts_in_batch, 1, 256)
            .limit(&T::se_vs_hb_max_vs_in_pkt, 1, 1024)
            .limit(&T::se_dp_max_hb_version, 1, 3)
            .limit(&T::se_tunnel_mode, 0, 2)
            .limit(&T::memory_per_se, 2048, 262144)
            .entries(&T::service_ip_subnets, 0, 128)
            .entries(&T::floating_intf_ip, 0, 32)
            .entries(&T::floating_intf_ip_se_2, 0, 32)
            .unit("ms", &T::dp_hb_frequency, &T::dp_aggressive_hb_frequency,
                  &T::se_flow_probe_retry_timer, &T::resync_time_interval)
            .unit("s", &T::vs_scalein_timeout, &T::vs_scalein_timeout_for_upgrade,
                  &T::vs_scaleout_timeout, &T::vs_se_primary_switchover_additional_wait_time,
                  &T::vs_se_scalein_additional_wait_time, &T::vs_se_scaleout_additional_wait_time,
                  &T::vs_se_scaleout_ready_timeout, &T::vs_switchover_timeout,
                  &T::send_se_ready_timeout, &T::auto_rebalance_interval,
                  &T::bgp_state_update_interval)
            .unit("min", &T::se_deprovision_delay, &T::gratarp_permanent_periodicity)
            .unit("%", &T::max_cpu_usage, &T::min_cpu_usage)
            .unit("MB", &T::memory_per_se)
            .unit("GB", &T::disk_per_se)
            .refers(Kind::cloud, &T::cloud_ref)
            .refers(Kind::tenant, &T::tenant_ref)
            .refers(Kind::network, &T::mgmt_network_ref)
            .since("17.1.1", &T::se_vs_hb_max_pkts_in_batch, &T::se_vs_hb_max_vs_in_pkt,
                   &T::se_tunnel_mode, &T::service_ip_subnets)
            .since("17.1.3", &T::se_tunnel_udp_port)
            .since("17.2.2", &T::se_probe_port)
            .since("17.2.3", &T::auto_rebalance_criteria)
            .since("17.2.4", &T::auto_rebalance_capacity_per_se, &T::host_gateway_monitor)
            .since("17.2.5", &T::license_tier)
            .since("18.1.2", &T::self_se_election)
            .since("18.2.3", &T::enable_gratarp_permanent, &T::gratarp_permanent_periodicity)
            .since("18.2.5", &T::se_flow_probe_retry_timer, &T::reboot_on_panic)
            .since("20.1.1", &T::resync_time_interval, &T::se_dp_max_hb_version)
            .since("20.1.2", &T::labels)
            .since("20.1.3", &T::dp_hb_frequency, &T::dp_hb_timeout_count,
                   &T::dp_aggressive_hb_frequency, &T::dp_aggressive_hb_timeout_count,
                   &T::disable_flow_probes, &T::use_objsync, &T::objsync_port)
            .since("20.1.5", &T::markers)
            .since("21.1.1", &T::send_se_ready_timeout)
            .since("21.1.3", &T::bgp_peer_monitor_failover_enabled,
                   &T::se_dp_if_state_poll_interval)
            .since("30.2.1", &T::vs_se_primary_switchover_additional_wait_time,
                   &T::vs_se_scalein_additional_wait_time)
            .schema();
    return schema;
}

template struct ObjectJson<ServiceEngineGroup>;

}  // namespace holdfast::reference::model
