// SPDX-License-Identifier: Apache-2.0
// holdfast-controller with one known defect: `HOLDFAST_DEFECT=failback_unasked
// holdfast-controller-defective --config FILE`.
#include <cstdlib>
#include <memory>

#include "harness/sut/reference_sim/defects/defect.h"
#include "reference/controller/controller.h"
#include "reference/shell/controller_daemon.h"

namespace defects = holdfast::harness::sut::reference_sim::defects;
namespace controller = holdfast::reference::controller;

int main(int argc, char** argv) {
    const char* defect = std::getenv("HOLDFAST_DEFECT");
    return holdfast::reference::shell::controller_main(
        argc, argv,
        [&](const controller::ControllerOptions& options,
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
            const controller::Core sound{
                [core](holdfast::Instant now, const controller::Input& input) {
                    return core->step(now, input);
                },
                [core] { return core->next_timeout(); }};
            return defects::with_defect(defect == nullptr ? "" : defect, sound);
        });
}
