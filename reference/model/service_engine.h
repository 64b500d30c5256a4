// SPDX-License-Identifier: Apache-2.0
// ServiceEngine of the public API: the configured part. What an engine does now is its runtime.
#pragma once

#include <boost/describe.hpp>
#include <string>

namespace holdfast::reference::model {

enum class EnableState {
    SE_STATE_ENABLED,
    SE_STATE_DISABLED_FOR_PLACEMENT,
    SE_STATE_DISABLED,
    SE_STATE_DISABLED_FORCE
};
BOOST_DESCRIBE_ENUM(EnableState, SE_STATE_ENABLED, SE_STATE_DISABLED_FOR_PLACEMENT,
                    SE_STATE_DISABLED, SE_STATE_DISABLED_FORCE)

/// Made by the controller when an engine registers for the first time.
struct ServiceEngine {
    std::string uuid;
    std::string name;
    std::string se_group_ref;
    EnableState enable_state = EnableState::SE_STATE_ENABLED;
    bool operator==(const ServiceEngine&) const = default;
};
BOOST_DESCRIBE_STRUCT(ServiceEngine, (), (uuid, name, se_group_ref, enable_state))

}  // namespace holdfast::reference::model
