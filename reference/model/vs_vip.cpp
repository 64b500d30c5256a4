// SPDX-License-Identifier: Apache-2.0
#include "reference/model/vs_vip.h"

#include "reference/model/describe.h"

namespace holdfast::reference::model {
void complete(VsVip& vs_vip) {
    for (std::size_t i = 0; i < vs_vip.vip.size(); ++i) {
        if (vs_vip.vip[i].vip_id.empty()) {
            vs_vip.vip[i].vip_id = std::to_string(i);
        }
    }
}

const Schema& schema_of(const Vip*) {
    using T = Vip;
    static const Schema schema = Describe<T>("Vip")
                                     .keys(&T::vip_id)
                                     .required(&T::vip_id)
                                     .limit(&T::prefix_length, 0, 32)
                                     .entries(&T::placement_networks, 0, 10)
                                     .refers(Kind::network, &T::network_ref)
                                     .since("18.1.1", &T::ip6_address, &T::auto_allocate_ip_type)
                                     .since("18.2.5", &T::placement_networks)
                                     .since("20.1.1", &T::prefix_length)
                                     .schema();
    return schema;
}

const Schema& schema_of(const VsVip*) {
    using T = VsVip;
    static const Schema schema =
        Describe<T>("VsVip")
            .required(&T::name)
            .limit(&T::bgp_num_as_path_prepend, 1, 10)
            .entries(&T::bgp_peer_labels, 0, 128)
            .entries(&T::dns_info, 0, 1000)
            .refers(Kind::cloud, &T::cloud_ref)
            .refers(Kind::tenant, &T::tenant_ref)
            .refers(Kind::vrf_context, &T::vrf_context_ref)
            .since("18.2.3", &T::use_standard_alb)
            .since("20.1.1", &T::tier1_lr)
            .since("20.1.5", &T::bgp_peer_labels, &T::markers)
            .since("30.2.1", &T::bgp_local_preference, &T::bgp_num_as_path_prepend)
            .schema();
    return schema;
}

std::string distinct_key(const VsVip& vs_vip) {
    return vs_vip.vip.empty() ? "" : vs_vip.vip.front().ip_address.addr;
}

template struct ObjectJson<VsVip>;

}  // namespace holdfast::reference::model
