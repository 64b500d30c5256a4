// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "faults/kinds.h"
#include "faults/sides.h"

namespace holdfast::faults {

void describe(Form& form, MajorityRing& fault) {
    form.targets("nodes", fault.nodes);
    form.text("segment", fault.segment);
}

// Jepsen's majorities-ring (jepsen/src/jepsen/nemesis.clj): the nodes stand in a ring, and each
// window of a majority of them is what the node in its middle hears. Of three, each hears itself
// and the one before it.
Injected inject_kind(const MajorityRing& fault, World& world, const Roles& roles) {
    const auto ring = resolve_all(fault.nodes, roles);
    if (!ring) {
        return ring.error();
    }
    const std::size_t size = ring->size();
    if (size < 3) {
        return failed(fmt::format("a majority ring needs three nodes, there are {}", size));
    }
    const std::size_t majority = size / 2 + 1;
    Injection injection;
    Filters filters(world, injection);
    std::size_t cuts = 0;
    for (std::size_t window = 0; window < size; ++window) {
        const auto& hearer = (*ring)[(window + majority / 2) % size];
        for (std::size_t unheard = majority; unheard < size; ++unheard) {
            cuts += cut(filters, world, (*ring)[(window + unheard) % size], hearer, fault.segment);
        }
    }
    if (cuts == 0) {
        return failed("the nodes of the ring share no segment");
    }
    return injection.finish(*ring, filters.proof());
}

}  // namespace holdfast::faults
