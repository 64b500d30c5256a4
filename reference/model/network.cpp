// SPDX-License-Identifier: Apache-2.0
#include "reference/model/network.h"

#include "reference/model/describe.h"

namespace holdfast::reference::model {

const Schema& schema_of(const StaticIpRange*) {
    using T = StaticIpRange;
    static const Schema schema = Describe<T>("StaticIpRange").required(&T::range).schema();
    return schema;
}

const Schema& schema_of(const Subnet*) {
    using T = Subnet;
    static const Schema schema =
        Describe<T>("Subnet").required(&T::prefix).since("20.1.3", &T::static_ip_ranges).schema();
    return schema;
}

const Schema& schema_of(const Network*) {
    using T = Network;
    static const Schema schema = Describe<T>("Network")
                                     .required(&T::name)
                                     .refers(Kind::cloud, &T::cloud_ref)
                                     .refers(Kind::tenant, &T::tenant_ref)
                                     .refers(Kind::vrf_context, &T::vrf_context_ref)
                                     .since("18.1.1", &T::ip6_autocfg_enabled)
                                     .since("20.1.1", &T::attrs)
                                     .since("20.1.5", &T::markers)
                                     .schema();
    return schema;
}

template struct ObjectJson<Network>;

}  // namespace holdfast::reference::model
