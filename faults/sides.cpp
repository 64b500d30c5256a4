// SPDX-License-Identifier: Apache-2.0
#include "faults/sides.h"

#include <algorithm>

namespace holdfast::faults {

Result<std::vector<std::string>> resolve_all(const std::vector<Target>& targets,
                                             const Roles& roles) {
    std::vector<std::string> all;
    for (const auto& target : targets) {
        const auto nodes = roles.resolve(target);
        if (!nodes) {
            return nodes.error();
        }
        std::copy_if(nodes->begin(), nodes->end(), std::back_inserter(all), [&](const auto& node) {
            return std::find(all.begin(), all.end(), node) == all.end();
        });
    }
    if (all.empty()) {
        return bad_input("a partition needs a node on each side");
    }
    return all;
}

std::size_t cut(Filters& filters, const World& world, const std::string& from,
                const std::string& to, const std::optional<std::string>& segment,
                FrameMatch::Kind kind) {
    std::size_t cuts = 0;
    const auto links_of_to = world.links_of(to);
    for (const auto& link : world.links_of(from)) {
        const bool shared = std::any_of(links_of_to.begin(), links_of_to.end(),
                                        [&](const Link& l) { return l.segment == link.segment; });
        if (shared && (!segment || link.segment == *segment)) {
            filters.drop({.segment = link.segment, .from = from, .to = to, .kind = kind});
            ++cuts;
        }
    }
    const bool by_route = cuts == 0 && !segment;
    for (const auto& link : by_route ? links_of_to : std::vector<Link>{}) {
        filters.drop({.segment = link.segment, .to = to, .kind = kind, .origin = from});
        ++cuts;
    }
    return cuts;
}

}  // namespace holdfast::faults
