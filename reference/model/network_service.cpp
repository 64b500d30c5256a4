// SPDX-License-Identifier: Apache-2.0
#include "reference/model/network_service.h"

#include "reference/model/describe.h"

namespace holdfast::reference::model {

const Schema& schema_of(const RoutingService*) {
    using T = RoutingService;
    static const Schema schema = Describe<T>("RoutingService")
                                     .entries(&T::floating_intf_ip, 0, 32)
                                     .entries(&T::floating_intf_ip6_addresses, 0, 32)
                                     .entries(&T::floating_intf_ip6_se_2_addresses, 0, 32)
                                     .entries(&T::floating_intf_ip_se_2, 0, 32)
                                     .since("18.2.6", &T::graceful_restart)
                                     .since("20.1.1", &T::enable_auto_gateway)
                                     .schema();
    return schema;
}

const Schema& schema_of(const NetworkService*) {
    using T = NetworkService;
    static const Schema schema =
        Describe<T>("NetworkService")
            .required(&T::name, &T::se_group_ref, &T::service_type, &T::vrf_ref)
            .refers(Kind::cloud, &T::cloud_ref)
            .refers(Kind::service_engine_group, &T::se_group_ref)
            .refers(Kind::tenant, &T::tenant_ref)
            .refers(Kind::vrf_context, &T::vrf_ref)
            .since("20.1.5", &T::markers)
            .schema();
    return schema;
}

template struct ObjectJson<NetworkService>;

}  // namespace holdfast::reference::model
