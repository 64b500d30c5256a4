// SPDX-License-Identifier: Apache-2.0
#include "faults/kinds.h"

namespace holdfast::faults {

void describe(Form& form, Pause& fault) {
    form.target("target", fault.target);
}

Injected inject_kind(const Pause& fault, World& world, const Roles& roles) {
    const auto nodes = roles.resolve(fault.target);
    if (!nodes) {
        return nodes.error();
    }
    Injection injection;
    for (const auto& node : *nodes) {
        injection.act([&] { return world.pause_programs(node); },
                      [&world, node] { return world.resume_programs(node); });
    }
    return injection.finish(*nodes, [&world, nodes = *nodes] {
        return prove_programs(world, nodes, ProcessState::paused);
    });
}

}  // namespace holdfast::faults
