// SPDX-License-Identifier: Apache-2.0
#include "reference/model/profiles.h"

#include "reference/model/describe.h"

namespace holdfast::reference::model {

const Schema& schema_of(const ApplicationProfile*) {
    using T = ApplicationProfile;
    static const Schema schema = Describe<T>("ApplicationProfile")
                                     .required(&T::name, &T::type)
                                     .refers(Kind::tenant, &T::tenant_ref)
                                     .since("17.1.6", &T::preserve_dest_ip_port)
                                     .since("17.2.7", &T::preserve_client_port)
                                     .since("20.1.5", &T::markers)
                                     .schema();
    return schema;
}

const Schema& schema_of(const IpPersistenceProfile*) {
    using T = IpPersistenceProfile;
    static const Schema schema = Describe<T>("IPPersistenceProfile")
                                     .unit("min", &T::ip_persistent_timeout)
                                     .limit(&T::ip_persistent_timeout, 1, 720)
                                     .schema();
    return schema;
}

const Schema& schema_of(const ApplicationPersistenceProfile*) {
    using T = ApplicationPersistenceProfile;
    static const Schema schema = Describe<T>("ApplicationPersistenceProfile")
                                     .required(&T::name)
                                     .refers(Kind::tenant, &T::tenant_ref)
                                     .since("17.1.3", &T::is_federated)
                                     .since("20.1.5", &T::markers)
                                     .schema();
    return schema;
}

const Schema& schema_of(const NetworkProfileUnion*) {
    using T = NetworkProfileUnion;
    static const Schema schema = Describe<T>("NetworkProfileUnion").required(&T::type).schema();
    return schema;
}

const Schema& schema_of(const NetworkProfile*) {
    using T = NetworkProfile;
    static const Schema schema = Describe<T>("NetworkProfile")
                                     .required(&T::name, &T::profile)
                                     .refers(Kind::tenant, &T::tenant_ref)
                                     .since("18.1.3", &T::connection_mirror)
                                     .since("20.1.5", &T::markers)
                                     .schema();
    return schema;
}

const Schema& schema_of(const AnalyticsProfile*) {
    using T = AnalyticsProfile;
    static const Schema schema = Describe<T>("AnalyticsProfile")
                                     .required(&T::name)
                                     .refers(Kind::tenant, &T::tenant_ref)
                                     .since("20.1.5", &T::markers)
                                     .schema();
    return schema;
}

template struct ObjectJson<ApplicationProfile>;
template struct ObjectJson<ApplicationPersistenceProfile>;
template struct ObjectJson<NetworkProfile>;
template struct ObjectJson<AnalyticsProfile>;

}  // namespace holdfast::reference::model
