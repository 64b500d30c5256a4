// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "faults/kinds.h"

namespace holdfast::faults {

namespace {

Result<std::string> prove_lost(const World& world, const std::vector<std::string>& nodes) {
    for (const std::string& node : nodes) {
        const auto resolves = world.service(node, NodeService::host_names);
        if (!resolves) {
            return resolves.error();
        }
        if (*resolves) {
            return failed(fmt::format("{} still resolves names", node));
        }
    }
    return fmt::format("{} no longer resolves names", fmt::join(nodes, ", "));
}

}  // namespace

void describe(Form& form, NamesLost& fault) {
    form.target("target", fault.target);
}

Injected inject_kind(const NamesLost& fault, World& world, const Roles& roles) {
    const auto nodes = roles.resolve(fault.target);
    if (!nodes) {
        return nodes.error();
    }
    Injection injection;
    for (const auto& node : *nodes) {
        injection.act(
            [&] { return world.set_service(node, NodeService::host_names, false); },
            [&world, node] { return world.set_service(node, NodeService::host_names, true); });
    }
    return injection.finish(*nodes, [&world, nodes = *nodes] { return prove_lost(world, nodes); });
}

}  // namespace holdfast::faults
