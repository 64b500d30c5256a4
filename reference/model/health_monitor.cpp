// SPDX-License-Identifier: Apache-2.0
#include "reference/model/health_monitor.h"

#include "reference/model/describe.h"

namespace holdfast::reference::model {

const Schema& schema_of(const HealthMonitorTcp*) {
    using T = HealthMonitorTcp;
    static const Schema schema = Describe<T>("HealthMonitorTcp").schema();
    return schema;
}

const Schema& schema_of(const HealthMonitorHttp*) {
    using T = HealthMonitorHttp;
    static const Schema schema = Describe<T>("HealthMonitorHttp")
                                     .entries(&T::http_response_code, 0, 1000)
                                     .limit(&T::maintenance_code, 101, 599)
                                     .entries(&T::maintenance_code, 0, 4)
                                     .limit(&T::response_size, 2048, 16384)
                                     .since("20.1.1", &T::http_request_body, &T::response_size)
                                     .schema();
    return schema;
}

const Schema& schema_of(const HealthMonitorUdp*) {
    using T = HealthMonitorUdp;
    static const Schema schema = Describe<T>("HealthMonitorUdp").schema();
    return schema;
}

const Schema& schema_of(const HealthMonitor*) {
    using T = HealthMonitor;
    static const Schema schema = Describe<T>("HealthMonitor")
                                     .required(&T::name, &T::type)
                                     .limit(&T::send_interval, 1, 3600)
                                     .limit(&T::receive_timeout, 1, 2400)
                                     .limit(&T::failed_checks, 1, 50)
                                     .limit(&T::successful_checks, 1, 50)
                                     .limit(&T::monitor_port, 1, 65535, {0})
                                     .unit("s", &T::send_interval, &T::receive_timeout)
                                     .refers(Kind::tenant, &T::tenant_ref)
                                     .since("17.1.3", &T::is_federated)
                                     .since("18.2.7", &T::disable_quickstart)
                                     .since("18.2.8", &T::allow_duplicate_monitors)
                                     .since("20.1.5", &T::markers)
                                     .schema();
    return schema;
}

template struct ObjectJson<HealthMonitor>;

}  // namespace holdfast::reference::model
