// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "reference/shell/engine_daemon.h"

namespace engine = holdfast::reference::engine;

int main(int argc, char** argv) {
    return holdfast::reference::shell::engine_main(
        argc, argv, [](const engine::ServiceEngineOptions& options) -> engine::Core {
            const auto core = std::make_shared<engine::ServiceEngine>(options);
            return {[core](holdfast::Instant now, const engine::Input& input) {
                        return core->step(now, input);
                    },
                    [core] { return core->next_timeout(); }};
        });
}
