// SPDX-License-Identifier: Apache-2.0
// States of the public API that this controller gives to services and engines.
#pragma once

#include <boost/describe.hpp>

namespace holdfast::reference::controller {

enum class OperState {
    OPER_UP,
    OPER_DOWN,
    OPER_DISABLED,
    OPER_RESOURCES,      ///< waits for an engine with room
    OPER_INITIALIZING,   ///< placed; the engine has not confirmed yet
    OPER_PARTITIONED,    ///< cut off from the controller, but its peer still hears it
    OPER_DISABLING,      ///< what is on the disabled engine migrates
    OPER_ERROR_DISABLED  ///< and some of it cannot
};
BOOST_DESCRIBE_ENUM(OperState, OPER_UP, OPER_DOWN, OPER_DISABLED, OPER_RESOURCES, OPER_INITIALIZING,
                    OPER_PARTITIONED, OPER_DISABLING, OPER_ERROR_DISABLED)

/// What becomes of an engine's services since it was disabled (DIS-2, DIS-3).
enum class Emptying { idle, started, finished, failed };
BOOST_DESCRIBE_ENUM(Emptying, idle, started, finished, failed)

}  // namespace holdfast::reference::controller
