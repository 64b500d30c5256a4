// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "faults/filters.h"
#include "faults/kinds.h"

namespace holdfast::faults {

void describe(Form& form, PacketLoss& fault) {
    form.target("target", fault.target);
    form.text("segment", fault.segment);
    form.probability("probability", fault.probability);
}

// By filters and not by the wire: they work on every link without being announced.
Injected inject_kind(const PacketLoss& fault, World& world, const Roles& roles) {
    if (!(fault.probability > 0 && fault.probability <= 1)) {
        return bad_input(
            fmt::format("expected a probability above 0 and up to 1, found {}", fault.probability));
    }
    const auto nodes = roles.resolve(fault.target);
    if (!nodes) {
        return nodes.error();
    }
    if (const auto links = links_of_nodes(world, *nodes, fault.segment); !links) {
        return links.error();
    }
    Injection injection;
    Filters filters(world, injection);
    for (const auto& node : *nodes) {
        filters.drop({.segment = fault.segment, .from = node, .probability = fault.probability});
        filters.drop({.segment = fault.segment, .to = node, .probability = fault.probability});
    }
    return injection.finish(*nodes, filters.proof());
}

}  // namespace holdfast::faults
