// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "faults/kinds.h"

namespace holdfast::faults {
namespace {

Result<std::string> prove_down(const World& world, const std::vector<Link>& links) {
    for (const auto& link : links) {
        const auto up = world.carrier(link);
        if (!up) {
            return up.error();
        }
        if (*up) {
            return failed(fmt::format("{} still sees a carrier on {}", link.node, link.segment));
        }
    }
    return fmt::format("no carrier on {} link{}", links.size(), links.size() == 1 ? "" : "s");
}

}  // namespace

void describe(Form& form, LinkDown& fault) {
    form.target("target", fault.target);
    form.text("segment", fault.segment);
}

Injected inject_kind(const LinkDown& fault, World& world, const Roles& roles) {
    const auto nodes = roles.resolve(fault.target);
    if (!nodes) {
        return nodes.error();
    }
    const auto links = links_of_nodes(world, *nodes, fault.segment);
    if (!links) {
        return links.error();
    }
    Injection injection;
    for (const auto& link : *links) {
        injection.act([&] { return world.set_carrier(link, false); },
                      [&world, link] { return world.set_carrier(link, true); });
    }
    return injection.finish(*nodes, [&world, links = *links] { return prove_down(world, links); });
}

}  // namespace holdfast::faults
