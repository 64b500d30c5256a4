// SPDX-License-Identifier: Apache-2.0
#include "faults/kinds.h"

namespace holdfast::faults {

void describe(Form& form, ProcessCrash& fault) {
    form.target("target", fault.target);
}

Injected inject_kind(const ProcessCrash& fault, World& world, const Roles& roles) {
    const auto nodes = roles.resolve(fault.target);
    if (!nodes) {
        return nodes.error();
    }
    Injection injection;
    for (const auto& node : *nodes) {
        injection.act([&] { return world.kill_programs(node); },
                      [&world, node] { return world.start_programs(node); });
    }
    return injection.finish(*nodes, [&world, nodes = *nodes] {
        return prove_programs(world, nodes, ProcessState::gone);
    });
}

}  // namespace holdfast::faults
