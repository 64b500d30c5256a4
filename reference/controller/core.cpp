// SPDX-License-Identifier: Apache-2.0
#include "reference/controller/core.h"

#include <memory>

namespace holdfast::reference::controller {

Result<Core> make_core(const ControllerOptions& options, const Records& records) {
    const auto controller = std::make_shared<Controller>(options);
    if (const Result<void> restored = controller->restore(records); restored.has_error()) {
        return restored.error();
    }
    return Core{
        [controller](Instant now, const Input& input) { return controller->step(now, input); },
        [controller] { return controller->next_timeout(); }};
}

}  // namespace holdfast::reference::controller
