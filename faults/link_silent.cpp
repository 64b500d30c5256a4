// SPDX-License-Identifier: Apache-2.0
#include "faults/kinds.h"
#include "faults/silence.h"

namespace holdfast::faults {

void describe(Form& form, LinkSilent& fault) {
    form.target("target", fault.target);
    form.text("segment", fault.segment);
}

Injected inject_kind(const LinkSilent& fault, World& world, const Roles& roles) {
    const auto nodes = roles.resolve(fault.target);
    if (!nodes) {
        return nodes.error();
    }
    const auto links = links_of_nodes(world, *nodes, fault.segment);
    if (!links) {
        return links.error();
    }
    return silence(world, *links, *nodes);
}

}  // namespace holdfast::faults
