// SPDX-License-Identifier: Apache-2.0
// A network as data: nodes with roles, segments and links, read from one page of YAML by one parser
// for both worlds.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/address.h"
#include "base/result.h"

namespace holdfast::harness::topology {

/// `administrator` is the role "operator" of the files (a keyword of C++): API clients speak from
/// there. A `router` connects segments and is on no path of clients' packets.
enum class NodeRole {
    client,
    gateway,
    service_engine,
    server,
    controller,
    observer,
    administrator,
    router
};

struct Interface {
    std::string segment;
    InterfaceAddress address;
    bool operator==(const Interface&) const = default;
};

/// Static route: `destination` (network/length, 0.0.0.0/0 is the default route) by `next_hop`.
struct Route {
    InterfaceAddress destination;
    Ipv4Address next_hop;
    bool operator==(const Route&) const = default;
};

struct Node {
    std::string name;
    NodeRole role = NodeRole::client;
    std::vector<Interface> interfaces;
    std::vector<Route> routes;

    /// The node's address on the segment; none when it is not attached.
    std::optional<InterfaceAddress> address_on(const std::string& segment) const;
    /// Whether it passes on packets of others.
    bool forwards() const { return role == NodeRole::gateway || role == NodeRole::router; }
    bool operator==(const Node&) const = default;
};

struct Segment {
    std::string name;
    InterfaceAddress subnet;  ///< network/length
    bool operator==(const Segment&) const = default;
};

/// A machine room's view: what fails together, and where the cloud may start engines.
struct Host {
    std::string name;
    std::vector<std::string> machines;  ///< nodes with role service_engine
    bool operator==(const Host&) const = default;
};

struct Topology {
    std::string name;
    std::string description;  ///< one sentence
    std::string drawing;      ///< the comment on top of the file, for `holdfast topology show`
    std::string source;       ///< the whole file, kept in each run folder
    std::vector<Segment> segments;
    std::vector<Node> nodes;
    /// The segment that clients' packets to VIPs arrive on at the engines, the one towards the
    /// servers, and the controllers' own.
    std::string front;
    std::string back;
    std::string management;
    /// Addresses that scenarios may use: for VIPs, and for floating interface and SNAT addresses.
    std::vector<Ipv4Address> vips;
    std::vector<Ipv4Address> floating_ips;
    std::vector<Ipv4Address> snat_ips;
    /// Addresses that a controller cluster may have as its own, on the management segment.
    std::vector<Ipv4Address> cluster_ips;
    /// The hosts on which engines run; empty: each has one of its own, and nobody asks.
    std::vector<Host> hosts;

    /// The one that a deployment uses from the beginning; none: the topology offers none.
    std::optional<Ipv4Address> cluster_ip() const;
    /// What controllers and engines know the node by: its address on the management segment, and
    /// of a node that is not attached there its first one.
    Ipv4Address management_address(const Node& node) const;
    const Node* find(const std::string& node) const;
    const Segment* find_segment(const std::string& segment) const;
    std::vector<const Node*> with_role(NodeRole role) const;
    const Host* host_of(const std::string& node) const;
    const Node* owner_of(Ipv4Address address) const;  ///< the node with this interface address
    bool operator==(const Topology&) const = default;
};

std::string to_string(NodeRole role);

/// Refuses unknown keys, duplicate names and addresses, addresses outside their segment, next hops
/// that are nobody's (unless among floating_ips) and missing nodes, each with file and line.
Result<Topology> load_topology(const std::string& path);
Result<Topology> parse_topology(const std::string& text, const std::string& name);
/// A name ("legacy_pair", looked up in the topologies folder) or a path to a file.
Result<Topology> find_topology(const std::string& name_or_path);
/// Names of all topologies in the folder.
std::vector<std::string> topology_names();

}  // namespace holdfast::harness::topology
