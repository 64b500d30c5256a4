// SPDX-License-Identifier: Apache-2.0
// holdfast-engine with one known defect: `HOLDFAST_DEFECT=no_gratuitous_arp
// holdfast-engine-defective --config FILE`.
#include <chrono>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>

#include "harness/sut/reference_sim/defects/defect.h"
#include "reference/shell/engine_daemon.h"

namespace defects = holdfast::harness::sut::reference_sim::defects;
namespace engine = holdfast::reference::engine;

namespace {

/// How far the wall clock has run ahead of the steady one since now.
std::function<holdfast::Duration()> wall_clock_ahead() {
    const auto difference = [] {
        return std::chrono::system_clock::now().time_since_epoch() -
               std::chrono::steady_clock::now().time_since_epoch();
    };
    return [difference, at_start = difference()] {
        return std::chrono::duration_cast<holdfast::Duration>(difference() - at_start);
    };
}

}  // namespace

int main(int argc, char** argv) {
    const char* defect = std::getenv("HOLDFAST_DEFECT");
    return holdfast::reference::shell::engine_main(
        argc, argv, [&](const engine::ServiceEngineOptions& options) -> engine::Core {
            const auto core = std::make_shared<engine::ServiceEngine>(options);
            const engine::Core sound{[core](holdfast::Instant now, const engine::Input& input) {
                                         return core->step(now, input);
                                     },
                                     [core] { return core->next_timeout(); }};
            const std::string name = defect == nullptr ? "" : defect;
            return defects::with_clock_of(name, defects::with_defect(name, sound, options),
                                          wall_clock_ahead());
        });
}
