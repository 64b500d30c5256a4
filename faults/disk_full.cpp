// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "faults/disk_watch.h"
#include "faults/kinds.h"

namespace holdfast::faults {
namespace {

Result<std::string> prove_full(const DiskWatch& watch) {
    const auto counted = watch.counted();
    if (!counted) {
        return counted.error();
    }
    if (counted->refused_writes == 0) {
        return failed("no write met the full disk yet");
    }
    return fmt::format("refused {} write{}", counted->refused_writes,
                       counted->refused_writes == 1 ? "" : "s");
}

}  // namespace

void describe(Form& form, DiskFull& fault) {
    form.target("target", fault.target);
}

Injected inject_kind(const DiskFull& fault, World& world, const Roles& roles) {
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
        injection.act([&] { return world.set_disk_full(node, true); },
                      [&world, node] { return world.set_disk_full(node, false); });
    }
    return injection.finish(*nodes, [watch = *watch] { return prove_full(watch); });
}

}  // namespace holdfast::faults
