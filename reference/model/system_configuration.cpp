// SPDX-License-Identifier: Apache-2.0
#include "reference/model/system_configuration.h"

#include "reference/model/describe.h"

namespace holdfast::reference::model {

const Schema& schema_of(const PortalConfiguration*) {
    using T = PortalConfiguration;
    static const Schema schema = Describe<T>("PortalConfiguration")
                                     .limit(&T::http_port, 1, 65535)
                                     .limit(&T::https_port, 1, 65535)
                                     .limit(&T::minimum_password_length, 6, 32)
                                     .since("17.2.6", &T::http_port)
                                     .since("21.1.1", &T::minimum_password_length)
                                     .since("22.1.1", &T::disable_swagger)
                                     .schema();
    return schema;
}

const Schema& schema_of(const SystemConfiguration*) {
    using T = SystemConfiguration;
    static const Schema schema = Describe<T>("SystemConfiguration")
                                     .since("17.2.5", &T::default_license_tier)
                                     .since("18.2.3", &T::welcome_workflow_complete)
                                     .schema();
    return schema;
}

template struct ObjectJson<SystemConfiguration>;

}  // namespace holdfast::reference::model
