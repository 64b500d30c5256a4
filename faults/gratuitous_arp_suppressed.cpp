// SPDX-License-Identifier: Apache-2.0
#include "faults/filters.h"
#include "faults/kinds.h"

namespace holdfast::faults {

void describe(Form& form, GratuitousArpSuppressed& fault) {
    form.target("target", fault.target);
}

Injected inject_kind(const GratuitousArpSuppressed& fault, World& world, const Roles& roles) {
    const auto nodes = roles.resolve(fault.target);
    if (!nodes) {
        return nodes.error();
    }
    const auto links = links_of_nodes(world, *nodes, std::nullopt);
    if (!links) {
        return links.error();
    }
    Injection injection;
    Filters filters(world, injection);
    for (const auto& link : *links) {
        filters.drop(
            {.segment = link.segment, .from = link.node, .kind = FrameMatch::Kind::gratuitous_arp});
    }
    return injection.finish(*nodes, filters.proof());
}

}  // namespace holdfast::faults
