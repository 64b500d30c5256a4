// SPDX-License-Identifier: Apache-2.0
#include "reference/model/vrf_context.h"

#include "reference/model/describe.h"

namespace holdfast::reference::model {

const Schema& schema_of(const GatewayMonitor*) {
    using T = GatewayMonitor;
    static const Schema schema = Describe<T>("GatewayMonitor")
                                     .keys(&T::gateway_ip)
                                     .required(&T::gateway_ip)
                                     .limit(&T::gateway_monitor_fail_threshold, 3, 50)
                                     .limit(&T::gateway_monitor_interval, 100, 60000)
                                     .limit(&T::gateway_monitor_success_threshold, 3, 50)
                                     .unit("ms", &T::gateway_monitor_interval)
                                     .since("18.1.1", &T::subnet)
                                     .schema();
    return schema;
}

const Schema& schema_of(const InternalGatewayMonitor*) {
    using T = InternalGatewayMonitor;
    static const Schema schema = Describe<T>("InternalGatewayMonitor")
                                     .limit(&T::gateway_monitor_failure_threshold, 3, 50)
                                     .limit(&T::gateway_monitor_interval, 100, 60000)
                                     .limit(&T::gateway_monitor_success_threshold, 3, 50)
                                     .unit("ms", &T::gateway_monitor_interval)
                                     .schema();
    return schema;
}

const Schema& schema_of(const StaticRoute*) {
    using T = StaticRoute;
    static const Schema schema = Describe<T>("StaticRoute")
                                     .keys(&T::route_id)
                                     .required(&T::next_hop, &T::prefix, &T::route_id)
                                     .entries(&T::labels, 0, 1)
                                     .since("17.1.1", &T::disable_gateway_monitor)
                                     .since("20.1.1", &T::labels)
                                     .schema();
    return schema;
}

const Schema& schema_of(const BgpPeer*) {
    using T = BgpPeer;
    static const Schema schema = Describe<T>("BgpPeer")
                                     .limit(&T::advertisement_interval, 1, 60)
                                     .limit(&T::connect_timer, 1, 120)
                                     .limit(&T::ebgp_multihop, 0, 255)
                                     .limit(&T::hold_time, 3, 7200)
                                     .limit(&T::keepalive_interval, 0, 3600)
                                     .limit(&T::local_as, 1, 4294967295)
                                     .limit(&T::remote_as, 1, 4294967295)
                                     .refers(Kind::network, &T::network_ref)
                                     .secret(&T::md5_secret)
                                     .since("17.1.3", &T::ebgp_multihop)
                                     .since("17.2.4", &T::shutdown)
                                     .since("18.1.1", &T::peer_ip6, &T::subnet6)
                                     .since("20.1.1", &T::label)
                                     .since("21.1.1", &T::ibgp_local_as_override)
                                     .schema();
    return schema;
}

const Schema& schema_of(const BgpRoutingOptions*) {
    using T = BgpRoutingOptions;
    static const Schema schema = Describe<T>("BgpRoutingOptions")
                                     .required(&T::label)
                                     .limit(&T::max_learn_limit, 50, 250)
                                     .schema();
    return schema;
}

const Schema& schema_of(const BgpProfile*) {
    using T = BgpProfile;
    static const Schema schema =
        Describe<T>("BgpProfile")
            .required(&T::ibgp, &T::local_as)
            .entries(&T::community, 0, 16)
            .limit(&T::hold_time, 3, 7200)
            .entries(&T::ip_communities, 0, 1024)
            .limit(&T::keepalive_interval, 0, 3600)
            .limit(&T::local_as, 1, 4294967295)
            .limit(&T::num_as_path_prepend, 1, 10)
            .entries(&T::peers, 0, 128)
            .entries(&T::routing_options, 0, 128)
            .since("17.1.2", &T::community, &T::send_community)
            .since("17.1.3", &T::ip_communities)
            .since("17.2.4", &T::shutdown)
            .since("20.1.1", &T::local_preference, &T::num_as_path_prepend, &T::routing_options)
            .schema();
    return schema;
}

const Schema& schema_of(const BfdProfile*) {
    using T = BfdProfile;
    static const Schema schema = Describe<T>("BfdProfile")
                                     .limit(&T::minrx, 500, 4000000)
                                     .limit(&T::mintx, 500, 4000000)
                                     .limit(&T::multi, 3, 255)
                                     .unit("ms", &T::minrx, &T::mintx)
                                     .schema();
    return schema;
}

const Schema& schema_of(const VrfContext*) {
    using T = VrfContext;
    static const Schema schema =
        Describe<T>("VrfContext")
            .required(&T::name)
            .refers(Kind::cloud, &T::cloud_ref)
            .refers(Kind::tenant, &T::tenant_ref)
            .since("17.1.1", &T::debugvrfcontext, &T::internal_gateway_monitor)
            .since("20.1.1", &T::bfd_profile)
            .since("20.1.2", &T::attrs)
            .since("20.1.5", &T::markers)
            .schema();
    return schema;
}

template struct ObjectJson<VrfContext>;

}  // namespace holdfast::reference::model
