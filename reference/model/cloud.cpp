// SPDX-License-Identifier: Apache-2.0
#include "reference/model/cloud.h"

#include "reference/model/describe.h"

namespace holdfast::reference::model {

const Schema& schema_of(const VCenterConfiguration*) {
    using T = VCenterConfiguration;
    static const Schema schema =
        Describe<T>("vCenterConfiguration").required(&T::privilege).schema();
    return schema;
}

const Schema& schema_of(const Cloud*) {
    using T = Cloud;
    static const Schema schema =
        Describe<T>("Cloud")
            .required(&T::name, &T::vtype)
            .limit(&T::autoscale_polling_interval, 60, 3600)
            .unit("B", &T::mtu)
            .unit("s", &T::autoscale_polling_interval, &T::metrics_polling_interval)
            .refers(Kind::service_engine_group, &T::se_group_template_ref)
            .refers(Kind::ipam_dns_provider_profile, &T::ipam_provider_ref, &T::dns_provider_ref)
            .refers(Kind::tenant, &T::tenant_ref)
            .since("17.1.12", &T::state_based_dns_registration)
            .since("17.2.5", &T::license_tier)
            .since("18.2.2", &T::autoscale_polling_interval)
            .since("18.2.5", &T::se_group_template_ref)
            .since("18.2.6", &T::dns_resolution_on_se)
            .since("20.1.5", &T::markers)
            .since("22.1.1", &T::metrics_polling_interval)
            .schema();
    return schema;
}

template struct ObjectJson<Cloud>;

}  // namespace holdfast::reference::model
