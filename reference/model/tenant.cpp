// SPDX-License-Identifier: Apache-2.0
#include "reference/model/tenant.h"

#include "reference/model/describe.h"

namespace holdfast::reference::model {

const Schema& schema_of(const TenantConfiguration*) {
    using T = TenantConfiguration;
    static const Schema schema = Describe<T>("TenantConfiguration").schema();
    return schema;
}

const Schema& schema_of(const Tenant*) {
    using T = Tenant;
    static const Schema schema =
        Describe<T>("Tenant").required(&T::name).since("20.1.5", &T::markers).schema();
    return schema;
}

template struct ObjectJson<Tenant>;

}  // namespace holdfast::reference::model
