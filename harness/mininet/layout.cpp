// SPDX-License-Identifier: Apache-2.0
#include "harness/mininet/layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace holdfast::harness::mininet {

namespace {

constexpr std::size_t interface_name_max = 15;  // IFNAMSIZ less the final zero

/// Locally administered; readable in a capture: node and interface number from the topology.
MacAddress mac_of(std::uint8_t side, std::size_t node, std::size_t interface) {
    return {{0x02, side, 0x00, static_cast<std::uint8_t>(node >> 8),
             static_cast<std::uint8_t>(node), static_cast<std::uint8_t>(interface)}};
}

}  // namespace

std::string interface_name(const std::string& node, std::size_t number) {
    const std::string suffix = fmt::format("-eth{}", number);
    return node.substr(0, interface_name_max - suffix.size()) + suffix;
}

const Attachment* Layout::find(const faults::Link& link) const {
    const auto found = std::find_if(attachments.begin(), attachments.end(),
                                    [&](const Attachment& a) { return a.link == link; });
    return found == attachments.end() ? nullptr : &*found;
}

Result<Layout> lay_out(const topology::Topology& topology,
                       const std::vector<faults::Link>& impairable) {
    Layout layout;
    std::map<std::string, std::string> bridge_of;
    std::map<std::string, std::size_t> ports_of;
    for (const topology::Segment& segment : topology.segments) {
        // Not the segment's name: a node may have the same one, and Mininet keeps both in one map.
        layout.bridges.push_back(fmt::format("s{}", layout.bridges.size() + 1));
        bridge_of[segment.name] = layout.bridges.back();
    }
    std::size_t splices = 0;
    for (std::size_t n = 0; n < topology.nodes.size(); ++n) {
        const topology::Node& node = topology.nodes[n];
        for (std::size_t i = 0; i < node.interfaces.size(); ++i) {
            const topology::Interface& interface = node.interfaces[i];
            if (!bridge_of.contains(interface.segment)) {
                return bad_input(fmt::format("{} is attached to the unknown segment {}", node.name,
                                             interface.segment));
            }
            Attachment a;
            a.link = {node.name, interface.segment};
            a.address = interface.address;
            a.interface = interface_name(node.name, i);
            a.mac = mac_of(0, n + 1, i + 1);
            a.peer_mac = mac_of(1, n + 1, i + 1);
            a.bridge = bridge_of[interface.segment];
            a.port = fmt::format("{}-eth{}", a.bridge, ports_of[a.bridge]++);
            if (std::find(impairable.begin(), impairable.end(), a.link) != impairable.end()) {
                a.splice =
                    Attachment::Splice{fmt::format("w{}a", splices), fmt::format("w{}b", splices)};
                ++splices;
            }
            layout.attachments.push_back(std::move(a));
        }
    }
    for (const faults::Link& link : impairable) {
        if (layout.find(link) == nullptr) {
            return bad_input(
                fmt::format("no link of {} on {} to be impaired", link.node, link.segment));
        }
    }
    return layout;
}

}  // namespace holdfast::harness::mininet
