// SPDX-License-Identifier: Apache-2.0
#include "harness/topology/topology.h"

#include <algorithm>

#include "base/check.h"

namespace holdfast::harness::topology {

std::optional<InterfaceAddress> Node::address_on(const std::string& segment) const {
    for (const Interface& interface : interfaces) {
        if (interface.segment == segment) {
            return interface.address;
        }
    }
    return std::nullopt;
}

const Node* Topology::find(const std::string& node) const {
    const auto found =
        std::find_if(nodes.begin(), nodes.end(), [&](const Node& n) { return n.name == node; });
    return found == nodes.end() ? nullptr : &*found;
}

const Segment* Topology::find_segment(const std::string& segment) const {
    const auto found = std::find_if(segments.begin(), segments.end(),
                                    [&](const Segment& s) { return s.name == segment; });
    return found == segments.end() ? nullptr : &*found;
}

std::vector<const Node*> Topology::with_role(NodeRole role) const {
    std::vector<const Node*> found;
    for (const Node& node : nodes) {
        if (node.role == role) {
            found.push_back(&node);
        }
    }
    return found;
}

const Host* Topology::host_of(const std::string& node) const {
    for (const Host& host : hosts) {
        if (std::find(host.machines.begin(), host.machines.end(), node) != host.machines.end()) {
            return &host;
        }
    }
    return nullptr;
}

const Node* Topology::owner_of(Ipv4Address address) const {
    for (const Node& node : nodes) {
        for (const Interface& interface : node.interfaces) {
            if (interface.address.address == address) {
                return &node;
            }
        }
    }
    return nullptr;
}

std::optional<Ipv4Address> Topology::cluster_ip() const {
    return cluster_ips.empty() ? std::nullopt : std::optional(cluster_ips.front());
}

Ipv4Address Topology::management_address(const Node& node) const {
    return node.address_on(management).value_or(node.interfaces.front().address).address;
}

std::string to_string(NodeRole role) {
    switch (role) {
        case NodeRole::client:
            return "client";
        case NodeRole::gateway:
            return "gateway";
        case NodeRole::service_engine:
            return "service_engine";
        case NodeRole::server:
            return "server";
        case NodeRole::controller:
            return "controller";
        case NodeRole::observer:
            return "observer";
        case NodeRole::administrator:
            return "operator";
        case NodeRole::router:
            return "router";
    }
    CHECK(false, "role {} has no name", static_cast<int>(role));
    return {};
}

}  // namespace holdfast::harness::topology
