// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "faults/disk_watch.h"
#include "faults/kinds.h"

namespace holdfast::faults {
namespace {

Result<std::string> prove_slow(const DiskWatch& watch) {
    const auto counted = watch.counted();
    if (!counted) {
        return counted.error();
    }
    if (counted->delayed_syncs == 0) {
        return failed("no sync was delayed yet");
    }
    return fmt::format("delayed {} sync{}", counted->delayed_syncs,
                       counted->delayed_syncs == 1 ? "" : "s");
}

}  // namespace

void describe(Form& form, DiskSlow& fault) {
    form.target("target", fault.target);
    form.duration("delay", fault.delay);
}

Injected inject_kind(const DiskSlow& fault, World& world, const Roles& roles) {
    const auto nodes = roles.resolve(fault.target);
    if (!nodes) {
        return nodes.error();
    }
    const auto watch = DiskWatch::begin(world, *nodes);
    if (!watch) {
        return watch.error();
    }
    Injection injection;
    for (const auto& node : *nodes) {
        injection.act([&] { return world.set_sync_delay(node, fault.delay); },
                      [&world, node] { return world.set_sync_delay(node, Duration::zero()); });
    }
    return injection.finish(*nodes, [watch = *watch] { return prove_slow(watch); });
}

}  // namespace holdfast::faults
