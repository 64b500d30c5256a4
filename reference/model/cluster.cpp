// SPDX-License-Identifier: Apache-2.0
#include "reference/model/cluster.h"

#include "reference/model/describe.h"

namespace holdfast::reference::model {

const Schema& schema_of(const ClusterNode*) {
    using T = ClusterNode;
    static const Schema schema = Describe<T>("ClusterNode")
                                     .keys(&T::name)
                                     .secret(&T::password)
                                     .since("17.2.3", &T::public_ip_or_name)
                                     .since("18.1.1", &T::categories)
                                     .since("18.2.3", &T::password)
                                     .since("21.1.3", &T::interfaces, &T::static_routes)
                                     .since("30.2.1", &T::ip6)
                                     .schema();
    return schema;
}

const Schema& schema_of(const Cluster*) {
    using T = Cluster;
    static const Schema schema =
        Describe<T>("Cluster").required(&T::name).refers(Kind::tenant, &T::tenant_ref).schema();
    return schema;
}

template struct ObjectJson<Cluster>;

}  // namespace holdfast::reference::model
