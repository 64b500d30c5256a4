// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/controller_daemon.h"

namespace cluster = holdfast::reference::cluster;
namespace consensus = holdfast::reference::consensus;

int main(int argc, char** argv) {
    return holdfast::reference::shell::controller_main(
        argc, argv,
        [](cluster::NodeOptions options, consensus::Stored stored, holdfast::Instant now) {
            return cluster::core_of(std::move(options), std::move(stored), now);
        });
}
