// SPDX-License-Identifier: Apache-2.0
#include "reference/model/ipam_dns_provider_profile.h"

#include "reference/model/describe.h"

namespace holdfast::reference::model {

const Schema& schema_of(const IpamDnsProviderProfile*) {
    using T = IpamDnsProviderProfile;
    static const Schema schema = Describe<T>("IpamDnsProviderProfile")
                                     .required(&T::name, &T::type)
                                     .refers(Kind::tenant, &T::tenant_ref)
                                     .since("17.2.4", &T::allocate_ip_in_vrf)
                                     .since("20.1.5", &T::markers)
                                     .schema();
    return schema;
}

template struct ObjectJson<IpamDnsProviderProfile>;

}  // namespace holdfast::reference::model
