// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "faults/disk_injection.h"
#include "faults/kinds.h"

namespace holdfast::faults {

void describe(Form& form, LogTailCorrupted& fault) {
    form.target("target", fault.target);
    form.text_or("file", fault.file);
}

Injected inject_kind(const LogTailCorrupted& fault, World& world, const Roles& roles) {
    const DiskAct corrupt = [&](Injection& injection, const std::vector<std::string>& nodes) {
        for (const auto& node : nodes) {
            injection.act([&] { return world.kill_programs(node); },
                          [&world, node] { return world.start_programs(node); });
            injection.act([&] { return world.corrupt_tail(node, fault.file); });
        }
    };
    const DiskProof proof = [&world](const DiskCounters& counted,
                                     const std::vector<std::string>& nodes) -> Result<std::string> {
        if (counted.corrupted_bits < nodes.size()) {
            return failed(
                fmt::format("{} bits inverted on {} disks", counted.corrupted_bits, nodes.size()));
        }
        return and_programs_gone(fmt::format("{} bits inverted", counted.corrupted_bits), world,
                                 nodes);
    };
    return inject_on_disks(fault.target, world, roles, corrupt, proof);
}

}  // namespace holdfast::faults
