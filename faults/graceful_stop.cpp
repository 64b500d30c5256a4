// SPDX-License-Identifier: Apache-2.0
#include "faults/kinds.h"

namespace holdfast::faults {
namespace {

/// Programs that still take their leave when the fault is over are not waited for.
Result<void> start_again(World& world, const std::string& node) {
    const auto state = world.program_state(node);
    if (!state) {
        return state.error();
    }
    if (*state != ProcessState::gone) {
        if (auto killed = world.kill_programs(node); !killed) {
            return killed;
        }
    }
    return world.start_programs(node);
}

}  // namespace

void describe(Form& form, GracefulStop& fault) {
    form.target("target", fault.target);
}

Injected inject_kind(const GracefulStop& fault, World& world, const Roles& roles) {
    const auto nodes = roles.resolve(fault.target);
    if (!nodes) {
        return nodes.error();
    }
    Injection injection;
    for (const auto& node : *nodes) {
        injection.act([&] { return world.terminate_programs(node); },
                      [&world, node] { return start_again(world, node); });
    }
    // An orderly stop takes its time: asked again until then.
    return injection.finish(*nodes, [&world, nodes = *nodes] {
        return prove_programs(world, nodes, ProcessState::gone);
    });
}

}  // namespace holdfast::faults
