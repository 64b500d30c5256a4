// SPDX-License-Identifier: Apache-2.0
// holdfast-controller with one known defect: `HOLDFAST_DEFECT=failback_unasked
// holdfast-controller-defective --config FILE`; or as another release of it:
// HOLDFAST_RELEASE=22.1.3 (CCFG-2).
#include <cstdlib>
#include <iostream>

#include "harness/sut/reference_sim/defects/defect.h"
#include "reference/shell/controller_config.h"
#include "reference/shell/controller_daemon.h"
#include "reference/shell/posix_disk.h"

namespace defects = holdfast::harness::sut::reference_sim::defects;
namespace cluster = holdfast::reference::cluster;
namespace consensus = holdfast::reference::consensus;
namespace controller = holdfast::reference::controller;

namespace {

/// For the disk of the configuration that the daemon is about to read; whatever is wrong with that
/// the daemon says itself.
holdfast::Result<void> touch_disk(const std::string& defect, int argc, char** argv) {
    for (int i = 1; i + 1 < argc; ++i) {
        const auto config = std::string(argv[i]) == "--config"
                                ? holdfast::reference::shell::load_controller_config(argv[i + 1])
                                : holdfast::failed("no configuration");
        if (config.has_value()) {
            const auto disk = holdfast::reference::shell::PosixDisk::open(config->state_directory);
            return disk.has_value() ? defects::before_disk_is_read(defect, **disk) : disk.error();
        }
    }
    return holdfast::success;
}

}  // namespace

int main(int argc, char** argv) {
    const char* variable = std::getenv("HOLDFAST_DEFECT");
    const std::string defect = variable == nullptr ? "" : variable;
    if (const auto touched = touch_disk(defect, argc, argv); !touched.has_value()) {
        std::cerr << touched.error().message << '\n';
        return 1;
    }
    const controller::CoreFactory make_controller =
        [defect](const controller::ControllerOptions& options,
                 const controller::Records& records) -> holdfast::Result<controller::Core> {
        auto sound = controller::make_core(options, records);
        return sound.has_value() ? defects::with_defect(defect, *sound)
                                 : holdfast::Result<controller::Core>(sound.error());
    };
    return holdfast::reference::shell::controller_main(
        argc, argv,
        [&](cluster::NodeOptions options, consensus::Stored stored, holdfast::Instant now) {
            if (const char* release = std::getenv("HOLDFAST_RELEASE")) {
                options.version = release;
            }
            return defects::with_defect(
                defect,
                cluster::core_of(std::move(options), std::move(stored), now, make_controller));
        });
}
