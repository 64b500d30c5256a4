// SPDX-License-Identifier: Apache-2.0
#include "reference/model/pool.h"

#include "reference/model/describe.h"

namespace holdfast::reference::model {
void complete(Pool& pool) {
    for (Server& server : pool.servers) {
        if (server.hostname.empty()) {
            server.hostname = server.ip.addr;
        }
    }
}

const Schema& schema_of(const FailAction*) {
    using T = FailAction;
    static const Schema schema = Describe<T>("FailAction").required(&T::type).schema();
    return schema;
}

const Schema& schema_of(const Server*) {
    using T = Server;
    static const Schema schema = Describe<T>("Server")
                                     .keys(&T::ip, &T::port)
                                     .required(&T::ip)
                                     .limit(&T::port, 1, 65535, {0})
                                     .limit(&T::preference_order, 1, 128)
                                     .limit(&T::ratio, 1, 20)
                                     .since("22.1.1", &T::preference_order)
                                     .schema();
    return schema;
}

const Schema& schema_of(const Pool*) {
    using T = Pool;
    static const Schema schema =
        Describe<T>("Pool")
            .required(&T::name)
            .limit(&T::default_server_port, 1, 65535)
            .entries(&T::servers, 0, 5000)
            .entries(&T::health_monitor_refs, 0, 50)
            .limit(&T::lb_algorithm_core_nonaffinity, 1, 65535)
            .limit(&T::connection_ramp_duration, 1, 300, {0})
            .limit(&T::graceful_disable_timeout, 1, 7200, {0, -1})
            .limit(&T::graceful_hm_down_disable_timeout, 1, 432000, {0, -1})
            .limit(&T::server_timeout, 0, 21600000)
            .limit(&T::fewest_tasks_feedback_delay, 1, 300)
            .unit("min", &T::connection_ramp_duration, &T::graceful_disable_timeout)
            .unit("s", &T::graceful_hm_down_disable_timeout, &T::fewest_tasks_feedback_delay)
            .unit("ms", &T::server_timeout)
            .refers(Kind::health_monitor, &T::health_monitor_refs)
            .refers(Kind::application_persistence_profile, &T::application_persistence_profile_ref)
            .refers(Kind::vrf_context, &T::vrf_ref)
            .refers(Kind::cloud, &T::cloud_ref)
            .refers(Kind::tenant, &T::tenant_ref)
            .since("17.1.3", &T::lb_algorithm_core_nonaffinity)
            .since("20.1.1", &T::ignore_server_port)
            .since("20.1.5", &T::markers)
            .since("21.1.1", &T::server_disable_type)
            .since("30.2.1", &T::graceful_hm_down_disable_timeout)
            .schema();
    return schema;
}

template struct ObjectJson<Pool>;

}  // namespace holdfast::reference::model
