// SPDX-License-Identifier: Apache-2.0
// holdfast-engine with one known defect: `HOLDFAST_DEFECT=no_gratuitous_arp
// holdfast-engine-defective --config FILE`.
#include <cstdlib>
#include <memory>

#include "harness/sut/reference_sim/defects/defect.h"
#include "reference/shell/engine_daemon.h"

namespace defects = holdfast::harness::sut::reference_sim::defects;
namespace engine = holdfast::reference::engine;

int main(int argc, char** argv) {
    const char* defect = std::getenv("HOLDFAST_DEFECT");
    return holdfast::reference::shell::engine_main(
        argc, argv, [&](const engine::ServiceEngineOptions& options) -> engine::Core {
            const auto core = std::make_shared<engine::ServiceEngine>(options);
            const engine::Core sound{[core](holdfast::Instant now, const engine::Input& input) {
                                         return core->step(now, input);
                                     },
                                     [core] { return core->next_timeout(); }};
            return defects::with_defect(defect == nullptr ? "" : defect, sound, options);
        });
}
