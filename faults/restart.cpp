// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "faults/kinds.h"

namespace holdfast::faults {

void describe(Form& form, Restart& fault) {
    form.target("target", fault.target);
}

// That they run now proves nothing by itself, they ran before: the old ones must have been seen
// gone in between.
Injected inject_kind(const Restart& fault, World& world, const Roles& roles) {
    const auto nodes = roles.resolve(fault.target);
    if (!nodes) {
        return nodes.error();
    }
    Injection injection;
    auto gone_between = std::make_shared<Result<std::string>>(failed("never stopped"));
    for (const auto& node : *nodes) {
        injection.act([&] { return world.kill_programs(node); },
                      [&world, node] { return start_if_gone(world, node); });
    }
    injection.act([&]() -> Result<void> {
        *gone_between = prove_programs(world, *nodes, ProcessState::gone);
        return success;
    });
    for (const auto& node : *nodes) {
        injection.act([&] { return world.start_programs(node); });
    }
    return injection.finish(
        *nodes, [&world, nodes = *nodes, gone_between]() -> Result<std::string> {
            if (!*gone_between) {
                return failed("between kill and start " + gone_between->error().message);
            }
            const auto running = prove_programs(world, nodes, ProcessState::running);
            if (!running) {
                return running.error();
            }
            return fmt::format("programs of {} were gone and run again", fmt::join(nodes, ", "));
        });
}

}  // namespace holdfast::faults
