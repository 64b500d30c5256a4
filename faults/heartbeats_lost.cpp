// SPDX-License-Identifier: Apache-2.0
#include "faults/filters.h"
#include "faults/kinds.h"

namespace holdfast::faults {

void describe(Form& form, HeartbeatsLost& fault) {
    std::size_t direction = fault.one_way ? 1 : 0;
    form.target("target", fault.target);
    form.choice("direction", {"both", "one_way"}, direction);
    fault.one_way = direction == 1;
}

Injected inject_kind(const HeartbeatsLost& fault, World& world, const Roles& roles) {
    const auto nodes = roles.resolve(fault.target);
    if (!nodes) {
        return nodes.error();
    }
    const auto path = roles.heartbeat_path();
    if (const auto links = links_of_nodes(world, *nodes, path.segment); !links) {
        return links.error();
    }
    Injection injection;
    Filters filters(world, injection);
    for (const auto& node : *nodes) {
        const FrameMatch heartbeats{
            .segment = path.segment, .kind = FrameMatch::Kind::udp_port, .udp_port = path.udp_port};
        FrameMatch sent = heartbeats;
        sent.from = node;
        filters.drop(sent);
        if (!fault.one_way) {
            FrameMatch received = heartbeats;
            received.to = node;
            filters.drop(received);
        }
    }
    return injection.finish(*nodes, filters.proof());
}

}  // namespace holdfast::faults
