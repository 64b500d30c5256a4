// SPDX-License-Identifier: Apache-2.0
#include "reference/model/service_engine.h"

#include "reference/model/describe.h"

namespace holdfast::reference::model {

const Schema& schema_of(const SeResources*) {
    using T = SeResources;
    static const Schema schema =
        Describe<T>("SeResources")
            .required(&T::disk, &T::memory, &T::num_vcpus)
            .since("20.1.1", &T::hypervisor_mode, &T::num_datapath_processes)
            .schema();
    return schema;
}

const Schema& schema_of(const VnicNetwork*) {
    using T = VnicNetwork;
    static const Schema schema = Describe<T>("VnicNetwork").required(&T::ip, &T::mode).schema();
    return schema;
}

const Schema& schema_of(const Vnic*) {
    using T = Vnic;
    static const Schema schema = Describe<T>("Vnic")
                                     .required(&T::mac_address)
                                     .refers(Kind::network, &T::network_ref)
                                     .refers(Kind::vrf_context, &T::vrf_ref)
                                     .schema();
    return schema;
}

const Schema& schema_of(const ServiceEngine*) {
    using T = ServiceEngine;
    static const Schema schema = Describe<T>("ServiceEngine")
                                     .refers(Kind::service_engine_group, &T::se_group_ref)
                                     .refers(Kind::cloud, &T::cloud_ref)
                                     .refers(Kind::tenant, &T::tenant_ref)
                                     .since("20.1.5", &T::markers)
                                     .since("30.2.1", &T::nsxt_no_hotplug)
                                     .schema();
    return schema;
}

template struct ObjectJson<ServiceEngine>;

}  // namespace holdfast::reference::model
