// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "faults/kinds.h"

namespace holdfast::faults {
namespace {

Result<std::string> prove_off(const World& world, const std::vector<std::string>& nodes,
                              const std::vector<Link>& links) {
    for (const auto& link : links) {
        const auto forwards = world.forwarding(link);
        if (!forwards) {
            return forwards.error();
        }
        if (*forwards) {
            return failed(
                fmt::format("the link of {} to {} still passes frames", link.node, link.segment));
        }
    }
    const auto programs = prove_programs(world, nodes, ProcessState::gone);
    if (!programs) {
        return programs.error();
    }
    return fmt::format("{} link{} silent, {}", links.size(), links.size() == 1 ? "" : "s",
                       *programs);
}

}  // namespace

void describe(Form& form, NodePowerOff& fault) {
    form.target("target", fault.target);
}

// Silence comes first: a kernel that outlives its programs would answer ARP and refuse TCP, and a
// node without power does neither. On return the addresses of the dead programs go first, for the
// same reason, and the programs come last. Healing runs from the last line to the first.
Injected inject_kind(const NodePowerOff& fault, World& world, const Roles& roles) {
    const auto nodes = roles.resolve(fault.target);
    if (!nodes) {
        return nodes.error();
    }
    const auto links = links_of_nodes(world, *nodes, std::nullopt);
    if (!links) {
        return links.error();
    }
    Injection injection;
    for (const auto& node : *nodes) {
        injection.on_heal([&world, node] { return start_if_gone(world, node); });
    }
    for (const auto& link : *links) {
        injection.act([&] { return world.set_forwarding(link, false); },
                      [&world, link] { return world.set_forwarding(link, true); });
    }
    for (const auto& node : *nodes) {
        injection.act([&] { return world.kill_programs(node); },
                      [&world, node] { return world.reset_addresses(node); });
    }
    return injection.finish(*nodes, [&world, nodes = *nodes, links = *links] {
        return prove_off(world, nodes, links);
    });
}

}  // namespace holdfast::faults
