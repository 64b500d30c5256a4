// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "faults/disk_injection.h"
#include "faults/kinds.h"

namespace holdfast::faults {

void describe(Form& form, UnsyncedWritesLost& fault) {
    form.target("target", fault.target);
}

Injected inject_kind(const UnsyncedWritesLost& fault, World& world, const Roles& roles) {
    // All at once: a cluster that loses its power must not replicate meanwhile.
    const DiskAct cut = [&](Injection& injection, const std::vector<std::string>& nodes) {
        for (const auto& node : nodes) {
            injection.act([&] { return world.kill_programs(node); },
                          [&world, node] { return world.start_programs(node); });
        }
        for (const auto& node : nodes) {
            injection.act([&] { return world.cut_disk_power(node); });
        }
    };
    // Programs that sync whatever they write lose nothing, and that is a result, not a missing
    // effect: the proof is the cut itself.
    const DiskProof proof = [&world](const DiskCounters& counted,
                                     const std::vector<std::string>& nodes) -> Result<std::string> {
        if (counted.power_cuts < nodes.size()) {
            return failed(
                fmt::format("{} of {} disks lost their power", counted.power_cuts, nodes.size()));
        }
        return and_programs_gone(fmt::format("{} unsynced bytes lost", counted.lost_bytes), world,
                                 nodes);
    };
    return inject_on_disks(fault.target, world, roles, cut, proof);
}

}  // namespace holdfast::faults
