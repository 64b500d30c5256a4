// SPDX-License-Identifier: Apache-2.0
#include "reference/model/pool_group.h"

#include "reference/model/describe.h"

namespace holdfast::reference::model {

const Schema& schema_of(const PoolGroupMember*) {
    using T = PoolGroupMember;
    static const Schema schema = Describe<T>("PoolGroupMember")
                                     .keys(&T::pool_ref)
                                     .required(&T::pool_ref)
                                     .limit(&T::ratio, 0, 1000)
                                     .refers(Kind::pool, &T::pool_ref)
                                     .schema();
    return schema;
}

const Schema& schema_of(const PoolGroup*) {
    using T = PoolGroup;
    static const Schema schema = Describe<T>("PoolGroup")
                                     .required(&T::name)
                                     .refers(Kind::cloud, &T::cloud_ref)
                                     .refers(Kind::tenant, &T::tenant_ref)
                                     .since("20.1.5", &T::markers)
                                     .schema();
    return schema;
}

template struct ObjectJson<PoolGroup>;

}  // namespace holdfast::reference::model
