// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "faults/disk_injection.h"
#include "faults/kinds.h"

namespace holdfast::faults {
namespace {

Result<std::string> prove_full(const DiskCounters& counted, const std::vector<std::string>&) {
    if (counted.refused_writes == 0) {
        return failed("no write met the full disk yet");
    }
    return fmt::format("refused {} write{}", counted.refused_writes,
                       counted.refused_writes == 1 ? "" : "s");
}

}  // namespace

void describe(Form& form, DiskFull& fault) {
    form.target("target", fault.target);
}

Injected inject_kind(const DiskFull& fault, World& world, const Roles& roles) {
    const DiskAct act = [&](Injection& injection, const std::vector<std::string>& nodes) {
        for (const auto& node : nodes) {
            injection.act([&] { return world.set_disk_full(node, true); },
                          [&world, node] { return world.set_disk_full(node, false); });
        }
    };
    return inject_on_disks(fault.target, world, roles, act, prove_full);
}

}  // namespace holdfast::faults
