// SPDX-License-Identifier: Apache-2.0
// What placement has to know of an engine's health.
#pragma once

namespace holdfast::reference::placement {

enum class Condition {
    up,
    uncertain,  ///< not heard of, not proved dead: keeps what it holds, is given nothing that
                ///< another held
    down        ///< proved dead, restarted or stopped: holds nothing
};

}  // namespace holdfast::reference::placement
