// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "reference/shell/controller_daemon.h"

namespace controller = holdfast::reference::controller;

int main(int argc, char** argv) {
    return holdfast::reference::shell::controller_main(
        argc, argv,
        [](const controller::ControllerOptions& options,
           const std::optional<std::string>& snapshot) -> holdfast::Result<controller::Core> {
            const auto core = std::make_shared<controller::Controller>(options);
            if (snapshot) {
                const auto records = controller::parse_records(*snapshot);
                if (!records.has_value()) {
                    return records.error();
                }
                if (const auto restored = core->restore(*records); !restored.has_value()) {
                    return restored.error();
                }
            }
            return controller::Core{[core](holdfast::Instant now, const controller::Input& input) {
                                        return core->step(now, input);
                                    },
                                    [core] { return core->next_timeout(); }};
        });
}
