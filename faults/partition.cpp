// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "faults/kinds.h"
#include "faults/sides.h"

namespace holdfast::faults {
namespace {

Result<void> check_apart(const std::vector<std::string>& a, const std::vector<std::string>& b) {
    for (const auto& node : a) {
        if (std::find(b.begin(), b.end(), node) != b.end()) {
            return failed(fmt::format("{} is on both sides of the partition", node));
        }
    }
    return success;
}

}  // namespace

void describe(Form& form, Partition& fault) {
    std::size_t direction = fault.one_way ? 1 : 0;
    form.targets("between", fault.side_a);
    form.targets("and", fault.side_b);
    form.choice("direction", {"both", "one_way"}, direction);
    form.text("segment", fault.segment);
    fault.one_way = direction == 1;
}

Injected inject_kind(const Partition& fault, World& world, const Roles& roles) {
    const auto side_a = resolve_all(fault.side_a, roles);
    const auto side_b = resolve_all(fault.side_b, roles);
    if (!side_a || !side_b) {
        return !side_a ? side_a.error() : side_b.error();
    }
    if (const auto apart = check_apart(*side_a, *side_b); !apart) {
        return apart.error();
    }
    Injection injection;
    Filters filters(world, injection);
    std::size_t cuts = 0;
    for (const auto& a : *side_a) {
        for (const auto& b : *side_b) {
            cuts += cut(filters, world, a, b, fault.segment);
            if (!fault.one_way) {
                cut(filters, world, b, a, fault.segment);
            }
        }
    }
    if (cuts == 0) {
        return failed("the two sides of the partition share no segment");
    }
    std::vector<std::string> nodes = *side_a;
    nodes.insert(nodes.end(), side_b->begin(), side_b->end());
    return injection.finish(std::move(nodes), filters.proof());
}

}  // namespace holdfast::faults
