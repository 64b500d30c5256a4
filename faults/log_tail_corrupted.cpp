// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "faults/disk_watch.h"
#include "faults/kinds.h"

namespace holdfast::faults {
namespace {

Result<std::string> prove_corrupted(const World& world, const std::vector<std::string>& nodes,
                                    const DiskWatch& watch) {
    const auto counted = watch.counted();
    if (!counted) {
        return counted.error();
    }
    if (counted->corrupted_bits < nodes.size()) {
        return failed(
            fmt::format("{} bits inverted on {} disks", counted->corrupted_bits, nodes.size()));
    }
    const auto programs = prove_programs(world, nodes, ProcessState::gone);
    if (!programs) {
        return programs.error();
    }
    return fmt::format("{} bits inverted, {}", counted->corrupted_bits, *programs);
}

}  // namespace

void describe(Form& form, LogTailCorrupted& fault) {
    form.target("target", fault.target);
    form.text_or("file", fault.file);
}

Injected inject_kind(const LogTailCorrupted& fault, World& world, const Roles& roles) {
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
        injection.act([&] { return world.kill_programs(node); },
                      [&world, node] { return world.start_programs(node); });
        injection.act([&] { return world.corrupt_tail(node, fault.file); });
    }
    return injection.finish(*nodes, [&world, nodes = *nodes, watch = *watch] {
        return prove_corrupted(world, nodes, watch);
    });
}

}  // namespace holdfast::faults
