// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "faults/filters.h"
#include "faults/kinds.h"

namespace holdfast::faults {
namespace {

using Side = std::set<std::string>;

Result<Side> resolve_side(const std::vector<Target>& targets, const Roles& roles) {
    Side side;
    for (const auto& target : targets) {
        const auto nodes = roles.resolve(target);
        if (!nodes) {
            return nodes.error();
        }
        side.insert(nodes->begin(), nodes->end());
    }
    if (side.empty()) {
        return bad_input("a partition needs a node on each side");
    }
    return side;
}

Result<void> check_apart(const Side& a, const Side& b) {
    for (const auto& node : a) {
        if (b.count(node) != 0) {
            return failed(fmt::format("{} is on both sides of the partition", node));
        }
    }
    return success;
}

std::vector<std::string> common_segments(const World& world, const std::string& a,
                                         const std::string& b,
                                         const std::optional<std::string>& only) {
    std::vector<std::string> common;
    const auto links_of_b = world.links_of(b);
    for (const auto& link : world.links_of(a)) {
        const bool shared = std::any_of(links_of_b.begin(), links_of_b.end(),
                                        [&](const Link& l) { return l.segment == link.segment; });
        if (shared && (!only || link.segment == *only)) {
            common.push_back(link.segment);
        }
    }
    return common;
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
    const auto side_a = resolve_side(fault.side_a, roles);
    const auto side_b = resolve_side(fault.side_b, roles);
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
            for (const auto& segment : common_segments(world, a, b, fault.segment)) {
                ++cuts;
                filters.drop({.segment = segment, .from = a, .to = b});
                if (!fault.one_way) {
                    filters.drop({.segment = segment, .from = b, .to = a});
                }
            }
        }
    }
    if (cuts == 0) {
        return failed("the two sides of the partition share no segment");
    }
    std::vector<std::string> nodes(side_a->begin(), side_a->end());
    nodes.insert(nodes.end(), side_b->begin(), side_b->end());
    return injection.finish(std::move(nodes), filters.proof());
}

}  // namespace holdfast::faults
