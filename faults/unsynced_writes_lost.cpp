// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "faults/disk_watch.h"
#include "faults/kinds.h"

namespace holdfast::faults {
namespace {

// Programs that sync whatever they write lose nothing, and that is a result, not a missing effect:
// the proof is the cut itself.
Result<std::string> prove_cut(const World& world, const std::vector<std::string>& nodes,
                              const DiskWatch& watch) {
    const auto counted = watch.counted();
    if (!counted) {
        return counted.error();
    }
    if (counted->power_cuts < nodes.size()) {
        return failed(
            fmt::format("{} of {} disks lost their power", counted->power_cuts, nodes.size()));
    }
    const auto programs = prove_programs(world, nodes, ProcessState::gone);
    if (!programs) {
        return programs.error();
    }
    return fmt::format("{} unsynced bytes lost, {}", counted->lost_bytes, *programs);
}

}  // namespace

void describe(Form& form, UnsyncedWritesLost& fault) {
    form.target("target", fault.target);
}

Injected inject_kind(const UnsyncedWritesLost& fault, World& world, const Roles& roles) {
    const auto nodes = roles.resolve(fault.target);
    if (!nodes) {
        return nodes.error();
    }
    const auto watch = DiskWatch::begin(world, *nodes);
    if (!watch) {
        return watch.error();
    }
    Injection injection;
    // All at once: a cluster that loses its power must not replicate meanwhile.
    for (const auto& node : *nodes) {
        injection.act([&] { return world.kill_programs(node); },
                      [&world, node] { return world.start_programs(node); });
    }
    for (const auto& node : *nodes) {
        injection.act([&] { return world.cut_disk_power(node); });
    }
    return injection.finish(*nodes, [&world, nodes = *nodes, watch = *watch] {
        return prove_cut(world, nodes, watch);
    });
}

}  // namespace holdfast::faults
