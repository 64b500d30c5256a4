// SPDX-License-Identifier: Apache-2.0
#include "reference/model/se_properties.h"

#include "reference/model/describe.h"

namespace holdfast::reference::model {

const Schema& schema_of(const SeAgentProperties*) {
    using T = SeAgentProperties;
    static const Schema schema =
        Describe<T>("SeAgentProperties")
            .limit(&T::controller_echo_rpc_timeout, 1, 60000)
            .limit(&T::controller_echo_miss_limit, 1, 1000)
            .limit(&T::controller_echo_rpc_aggressive_timeout, 1, 60000)
            .limit(&T::controller_echo_miss_aggressive_limit, 1, 1000)
            .limit(&T::controller_heartbeat_timeout_sec, 1, 60)
            .limit(&T::controller_heartbeat_miss_limit, 1, 20)
            .limit(&T::send_se_ready_timeout, 10, 600)
            .unit("ms", &T::controller_echo_rpc_timeout, &T::controller_echo_rpc_aggressive_timeout)
            .unit("s", &T::controller_heartbeat_timeout_sec,
                  &T::controller_registration_timeout_sec, &T::controller_rpc_timeout,
                  &T::headless_timeout_sec, &T::send_se_ready_timeout)
            .schema();
    return schema;
}

const Schema& schema_of(const SeRuntimeProperties*) {
    using T = SeRuntimeProperties;
    static const Schema schema = Describe<T>("SeRuntimeProperties")
                                     .limit(&T::dupip_frequency, 0, 3'600'000)
                                     .limit(&T::dupip_timeout_count, 1, 1000)
                                     .unit("ms", &T::dupip_frequency)
                                     .schema();
    return schema;
}

const Schema& schema_of(const SeProperties*) {
    using T = SeProperties;
    static const Schema schema = Describe<T>("SeProperties").schema();
    return schema;
}

template struct ObjectJson<SeProperties>;

}  // namespace holdfast::reference::model
