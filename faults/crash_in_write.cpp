// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "faults/disk_injection.h"
#include "faults/kinds.h"

namespace holdfast::faults {
namespace {

Result<std::string> prove_torn(const DiskCounters& counted, const std::vector<std::string>&) {
    if (counted.torn_writes == 0) {
        return failed("no program has written yet");
    }
    return fmt::format("{} program{} died inside a write", counted.torn_writes,
                       counted.torn_writes == 1 ? "" : "s");
}

}  // namespace

void describe(Form& form, CrashInWrite& fault) {
    form.target("target", fault.target);
    form.text_or("file", fault.file);
}

Injected inject_kind(const CrashInWrite& fault, World& world, const Roles& roles) {
    const DiskAct act = [&](Injection& injection, const std::vector<std::string>& nodes) {
        // Undone last first: a program that is started again must not die in its first write.
        for (const auto& node : nodes) {
            injection.on_heal([&world, node] { return start_if_gone(world, node); });
            injection.act([&] { return world.tear_next_write(node, fault.file); },
                          [&world, node] { return world.tear_next_write(node, std::nullopt); });
        }
    };
    return inject_on_disks(fault.target, world, roles, act, prove_torn);
}

}  // namespace holdfast::faults
