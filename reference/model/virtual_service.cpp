// SPDX-License-Identifier: Apache-2.0
#include "reference/model/virtual_service.h"

#include "reference/model/describe.h"

namespace holdfast::reference::model {
void complete(VirtualService& virtual_service) {
    for (Service& service : virtual_service.services) {
        if (service.port_range_end == 0) {
            service.port_range_end = service.port;
        }
    }
}

const Schema& schema_of(const Service*) {
    using T = Service;
    static const Schema schema =
        Describe<T>("Service")
            .required(&T::port)
            .limit(&T::port, 1, 65535)
            .limit(&T::port_range_end, 1, 65535, {0})
            .refers(Kind::network_profile, &T::override_network_profile_ref)
            .refers(Kind::application_profile, &T::override_application_profile_ref)
            .since("17.2.4", &T::override_application_profile_ref)
            .since("20.1.1", &T::enable_http2)
            .schema();
    return schema;
}

const Schema& schema_of(const VirtualService*) {
    using T = VirtualService;
    static const Schema schema = Describe<T>("VirtualService")
                                     .required(&T::name)
                                     .entries(&T::services, 1, 2048)
                                     .limit(&T::weight, 1, 128)
                                     .entries(&T::bgp_peer_labels, 0, 128)
                                     .entries(&T::snat_ip, 0, 32)
                                     .entries(&T::dns_info, 0, 1000)
                                     .refers(Kind::vs_vip, &T::vsvip_ref)
                                     .refers(Kind::pool, &T::pool_ref)
                                     .refers(Kind::pool_group, &T::pool_group_ref)
                                     .refers(Kind::service_engine_group, &T::se_group_ref)
                                     .refers(Kind::cloud, &T::cloud_ref)
                                     .refers(Kind::tenant, &T::tenant_ref)
                                     .refers(Kind::vrf_context, &T::vrf_context_ref)
                                     .refers(Kind::application_profile, &T::application_profile_ref)
                                     .refers(Kind::network_profile, &T::network_profile_ref)
                                     .refers(Kind::analytics_profile, &T::analytics_profile_ref)
                                     .refers(Kind::virtual_service, &T::vh_parent_vs_ref)
                                     .since("17.1.1", &T::vsvip_ref, &T::vip)
                                     .since("17.2.4", &T::close_client_conn_on_config_update)
                                     .since("17.2.8", &T::traffic_enabled)
                                     .since("20.1.1", &T::advertise_down_vs)
                                     .since("20.1.3", &T::vh_type)
                                     .since("20.1.5", &T::bgp_peer_labels, &T::markers)
                                     .schema();
    return schema;
}

template struct ObjectJson<VirtualService>;

}  // namespace holdfast::reference::model
