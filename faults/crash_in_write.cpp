// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "faults/disk_watch.h"
#include "faults/kinds.h"

namespace holdfast::faults {
namespace {

Result<std::string> prove_torn(const DiskWatch& watch) {
    const auto counted = watch.counted();
    if (!counted) {
        return counted.error();
    }
    if (counted->torn_writes == 0) {
        return failed("no program has written yet");
    }
    return fmt::format("{} program{} died inside a write", counted->torn_writes,
                       counted->torn_writes == 1 ? "" : "s");
}

}  // namespace

void describe(Form& form, CrashInWrite& fault) {
    form.target("target", fault.target);
    form.text_or("file", fault.file);
}

Injected inject_kind(const CrashInWrite& fault, World& world, const Roles& roles) {
    const auto nodes = roles.resolve(fault.target);
    if (!nodes) {
        return nodes.error();
    }
    const auto watch = DiskWatch::begin(world, *nodes);
    if (!watch) {
        return watch.error();
    }
    Injection injection;
    // Undone last first: a program that is started again must not die in its first write.
    for (const auto& node : *nodes) {
        injection.on_heal([&world, node] { return start_if_gone(world, node); });
        injection.act([&] { return world.tear_next_write(node, fault.file); },
                      [&world, node] { return world.tear_next_write(node, std::nullopt); });
    }
    return injection.finish(*nodes, [watch = *watch] { return prove_torn(watch); });
}

}  // namespace holdfast::faults
