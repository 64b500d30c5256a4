// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "faults/disk_injection.h"
#include "faults/kinds.h"

namespace holdfast::faults {
namespace {

Result<std::string> prove_slow(const DiskCounters& counted, const std::vector<std::string>&) {
    if (counted.delayed_syncs == 0) {
        return failed("no sync was delayed yet");
    }
    return fmt::format("delayed {} sync{}", counted.delayed_syncs,
                       counted.delayed_syncs == 1 ? "" : "s");
}

}  // namespace

void describe(Form& form, DiskSlow& fault) {
    form.target("target", fault.target);
    form.duration("delay", fault.delay);
}

Injected inject_kind(const DiskSlow& fault, World& world, const Roles& roles) {
    const DiskAct act = [&](Injection& injection, const std::vector<std::string>& nodes) {
        for (const auto& node : nodes) {
            injection.act([&] { return world.set_sync_delay(node, fault.delay); },
                          [&world, node] { return world.set_sync_delay(node, Duration::zero()); });
        }
    };
    return inject_on_disks(fault.target, world, roles, act, prove_slow);
}

}  // namespace holdfast::faults
