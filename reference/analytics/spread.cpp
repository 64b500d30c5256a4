// SPDX-License-Identifier: Apache-2.0
#include "reference/analytics/spread.h"

#include <algorithm>

#include "reference/protocol/reports.h"

namespace holdfast::reference::analytics {

std::vector<std::uint32_t> slots_of(const std::string& self, std::vector<Node> nodes) {
    std::sort(nodes.begin(), nodes.end(),
              [](const Node& a, const Node& b) { return a.name < b.name; });
    std::vector<Node> active;
    std::copy_if(nodes.begin(), nodes.end(), std::back_inserter(active),
                 [](const Node& node) { return node.active; });
    std::vector<std::uint32_t> slots;
    if (active.empty()) {
        return slots;
    }
    for (std::uint32_t slot = 0; slot < protocol::collector_slots; ++slot) {
        const Node& usual = nodes[slot % nodes.size()];
        const Node& substitute = active[slot / nodes.size() % active.size()];
        if ((usual.active ? usual : substitute).name == self) {
            slots.push_back(slot);
        }
    }
    return slots;
}

}  // namespace holdfast::reference::analytics
