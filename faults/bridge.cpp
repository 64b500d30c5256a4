// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "faults/kinds.h"
#include "faults/sides.h"

namespace holdfast::faults {

void describe(Form& form, Bridge& fault) {
    form.targets("nodes", fault.nodes);
    form.text("segment", fault.segment);
}

// The bridge of Jepsen's nemesis: the node in the middle of the list. Of three, the first and the
// last lose each other.
Injected inject_kind(const Bridge& fault, World& world, const Roles& roles) {
    const auto nodes = resolve_all(fault.nodes, roles);
    if (!nodes) {
        return nodes.error();
    }
    if (nodes->size() < 3) {
        return failed(fmt::format("a bridge needs three nodes, there are {}", nodes->size()));
    }
    const std::size_t middle = nodes->size() / 2;
    Injection injection;
    Filters filters(world, injection);
    std::size_t cuts = 0;
    for (std::size_t a = 0; a < middle; ++a) {
        for (std::size_t b = middle + 1; b < nodes->size(); ++b) {
            cuts += cut(filters, world, (*nodes)[a], (*nodes)[b], fault.segment);
            cut(filters, world, (*nodes)[b], (*nodes)[a], fault.segment);
        }
    }
    if (cuts == 0) {
        return failed("the two halves share no segment");
    }
    return injection.finish(*nodes, filters.proof());
}

}  // namespace holdfast::faults
