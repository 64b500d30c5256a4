// SPDX-License-Identifier: Apache-2.0
#include "faults/kinds.h"
#include "faults/silence.h"

namespace holdfast::faults {

void describe(Form& form, SegmentDown& fault) {
    form.text("segment", fault.segment);
}

Injected inject_kind(const SegmentDown& fault, World& world, const Roles& /*roles*/) {
    const auto links = world.links_on(fault.segment);
    if (links.empty()) {
        return failed("nobody is attached to segment " + fault.segment);
    }
    std::vector<std::string> nodes;
    for (const auto& link : links) {
        nodes.push_back(link.node);
    }
    return silence(world, links, std::move(nodes));
}

}  // namespace holdfast::faults
