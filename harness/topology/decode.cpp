// SPDX-License-Identifier: Apache-2.0
#include "harness/topology/decode.h"

#include <algorithm>
#include <array>
#include <set>

#include "harness/topology/address_book.h"

namespace holdfast::harness::topology {
namespace {

const std::vector<std::string> role_words = {"client",     "gateway",  "service_engine", "server",
                                             "controller", "observer", "operator",       "router"};

/// Names become interface, file and namespace names, so they are short and plain.
void check_name(const std::string& name, const yaml::Value& place) {
    const bool plain =
        !name.empty() && name.size() <= 12 && name[0] >= 'a' && name[0] <= 'z' &&
        std::all_of(name.begin(), name.end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
        });
    if (!plain) {
        place.refuse_because("'" + name +
                             "' is no name: expected at most 12 of a-z, 0-9, - and _, beginning "
                             "with a letter");
    }
}

InterfaceAddress network_of(const yaml::Value& place) {
    const InterfaceAddress network = place.interface_address();
    if (network.network() != network.address) {
        place.refuse_because(to_string(network) + " is no network: expected " +
                             to_string(InterfaceAddress{network.network(), network.prefix_length}));
    }
    return network;
}

std::vector<Segment> decode_segments(const yaml::Value& value) {
    std::vector<Segment> segments;
    for (const auto& [name, subnet] : value.map().entries()) {
        check_name(name, subnet);
        const InterfaceAddress network = network_of(subnet);
        for (const Segment& other : segments) {
            if (other.subnet.contains(network.address) || network.contains(other.subnet.address)) {
                subnet.refuse_because("subnet " + to_string(network) + " overlaps " +
                                      to_string(other.subnet) + " of segment " + other.name);
            }
        }
        segments.push_back({name, network});
    }
    if (segments.empty()) {
        value.refuse("at least one segment, as 'front: 192.0.2.0/24'");
    }
    return segments;
}

std::string segment_name(const Topology& topology, const yaml::Value& value) {
    const std::string name = value.text();
    if (topology.find_segment(name) == nullptr) {
        std::string known;
        for (const Segment& segment : topology.segments) {
            known += (known.empty() ? "" : ", ") + segment.name;
        }
        value.refuse_because("no segment is named '" + name + "'; known are " + known);
    }
    return name;
}

Ipv4Address usable_host(Ipv4Address address, const Segment& segment, const yaml::Value& place) {
    const InterfaceAddress& subnet = segment.subnet;
    const Ipv4Address broadcast{subnet.address.value | ~subnet.mask()};
    if (!subnet.contains(address) || address == subnet.address || address == broadcast) {
        place.refuse_because("address " + to_string(address) + " is no host of segment " +
                             segment.name + ", whose subnet is " + to_string(subnet));
    }
    return address;
}

std::vector<Interface> decode_interfaces(const Topology& topology, const std::string& node,
                                         const yaml::Value& value, AddressBook& book) {
    std::vector<Interface> interfaces;
    for (const auto& [name, address_value] : value.map().entries()) {
        const Segment* segment = topology.find_segment(name);
        if (segment == nullptr) {
            address_value.refuse_because("no segment is named '" + name + "'");
        }
        const InterfaceAddress address = address_value.interface_address();
        usable_host(address.address, *segment, address_value);
        if (address.prefix_length != segment->subnet.prefix_length) {
            address_value.refuse_because("prefix of " + to_string(address) +
                                         " differs from the segment's " +
                                         to_string(segment->subnet));
        }
        book.claim(address.address, "node " + node, address_value);
        interfaces.push_back({name, address});
    }
    if (interfaces.empty()) {
        value.refuse("at least one interface, as 'front: 192.0.2.11/24'");
    }
    return interfaces;
}

/// Each address is a host of one of the segments; of none of them: it may be anything.
std::vector<Ipv4Address> decode_pool(const std::string& kind, yaml::Map& map, AddressBook& book,
                                     const std::vector<const Segment*>& segments) {
    std::vector<Ipv4Address> addresses;
    if (const auto value = map.optional(kind)) {
        for (const yaml::Value& item : value->items()) {
            const Ipv4Address address = item.address();
            const auto home = std::find_if(
                segments.begin(), segments.end(),
                [&](const Segment* segment) { return segment->subnet.contains(address); });
            if (!segments.empty()) {
                usable_host(address, home == segments.end() ? *segments.front() : **home, item);
            }
            book.claim(address, kind, item);
            addresses.push_back(address);
        }
    }
    return addresses;
}

/// A next hop must be reachable over one of the node's own segments, and somebody must answer
/// there.
void check_next_hop(const Topology& topology, const Node& node, Ipv4Address next_hop,
                    const yaml::Value& place) {
    const bool attached =
        std::any_of(node.interfaces.begin(), node.interfaces.end(),
                    [&](const Interface& i) { return i.address.contains(next_hop); });
    if (!attached) {
        place.refuse_because("next hop " + to_string(next_hop) + " is on no segment of " +
                             node.name);
    }
    const auto& floating = topology.floating_ips;
    const Node* owner = topology.owner_of(next_hop);
    if (owner == nullptr && std::count(floating.begin(), floating.end(), next_hop) == 0) {
        place.refuse_because("next hop " + to_string(next_hop) +
                             " is nobody's: no node has it and it is not among floating_ips");
    }
    if (owner == &node) {
        place.refuse_because("next hop " + to_string(next_hop) + " is " + node.name + " itself");
    }
}

std::vector<Route> decode_routes(const Topology& topology, const Node& node,
                                 const yaml::Value& value) {
    std::vector<Route> routes;
    for (const auto& [destination, hop] : value.map().entries()) {
        Route route{InterfaceAddress{Ipv4Address{}, 0}, hop.address()};
        if (destination != "default") {
            const auto network = parse_interface_address(destination);
            if (!network || network->network() != network->address) {
                hop.refuse_because("'" + destination +
                                   "' is no destination: expected 'default' or a network as "
                                   "198.18.100.0/24");
            }
            route.destination = *network;
        }
        const bool twice = std::any_of(routes.begin(), routes.end(), [&](const Route& other) {
            return other.destination == route.destination;
        });
        if (twice) {
            hop.refuse_because("second route to " + to_string(route.destination));
        }
        check_next_hop(topology, node, route.next_hop, hop);
        routes.push_back(route);
    }
    return routes;
}

void decode_nodes(Topology& topology, const yaml::Value& nodes, AddressBook& book) {
    // Routes may name nodes that come later in the file, so they are read in a second pass.
    std::vector<std::optional<yaml::Value>> routes;
    for (const auto& [name, value] : nodes.map().entries()) {
        check_name(name, value);
        yaml::Map map = value.map();
        Node node{name, static_cast<NodeRole>(map.required("role").word(role_words)), {}, {}};
        node.interfaces = decode_interfaces(topology, name, map.required("interfaces"), book);
        routes.push_back(map.optional("routes"));
        map.finish();
        topology.nodes.push_back(std::move(node));
    }
    for (std::size_t i = 0; i < topology.nodes.size(); ++i) {
        if (routes[i]) {
            topology.nodes[i].routes = decode_routes(topology, topology.nodes[i], *routes[i]);
        }
    }
}

std::vector<Host> decode_hosts(const Topology& topology, const yaml::Value& value) {
    std::vector<Host> hosts;
    for (const auto& [name, machines] : value.map().entries()) {
        Host host{name, {}};
        for (const yaml::Value& machine : machines.items()) {
            const std::string node = machine.text();
            const Node* found = topology.find(node);
            if (found == nullptr || found->role != NodeRole::service_engine) {
                machine.refuse("a node with role service_engine");
            }
            const bool twice = std::any_of(hosts.begin(), hosts.end(), [&](const Host& other) {
                return std::count(other.machines.begin(), other.machines.end(), node) != 0;
            });
            if (twice || std::count(host.machines.begin(), host.machines.end(), node) != 0) {
                machine.refuse_because(node + " is on two hosts");
            }
            host.machines.push_back(node);
        }
        hosts.push_back(std::move(host));
    }
    return hosts;
}

struct Needed {
    NodeRole role;
    std::size_t count;
    std::vector<std::string> segments;  ///< each of these must be attached
};

void check_roles(const Topology& topology, const yaml::Value& nodes) {
    std::vector<Needed> needed = {
        {NodeRole::client, 1, {}},
        {NodeRole::gateway, 1, {topology.front}},
        {NodeRole::service_engine, 2, {topology.front, topology.back, topology.management}},
        {NodeRole::server, 1, {topology.back}},
        {NodeRole::controller, 1, {}},
        {NodeRole::observer, 1, {topology.front, topology.back}}};
    if (topology.cluster_ip()) {
        // CIP-4: all controllers share the subnet of the cluster IP; the observer asks for it.
        needed[4].segments = {topology.management};
        needed[5].segments.push_back(topology.management);
    }
    for (const Needed& need : needed) {
        const auto found = topology.with_role(need.role);
        if (found.size() < need.count) {
            nodes.refuse_because("missing node: expected at least " + std::to_string(need.count) +
                                 " with role " + to_string(need.role) + ", found " +
                                 std::to_string(found.size()));
        }
        for (const Node* node : found) {
            for (const std::string& segment : need.segments) {
                if (!node->address_on(segment)) {
                    nodes.refuse_because(node->name + " is a " + to_string(need.role) +
                                         " and must be attached to segment " + segment);
                }
            }
        }
    }
}

/// A VIP is a host of front, or a gateway knows a route to it.
void check_vips(const Topology& topology, yaml::Map& map) {
    const InterfaceAddress& front = topology.find_segment(topology.front)->subnet;
    const auto places = map.required("vips").items();
    for (std::size_t i = 0; i < topology.vips.size(); ++i) {
        const Ipv4Address vip = topology.vips[i];
        if (front.contains(vip)) {
            usable_host(vip, *topology.find_segment(topology.front), places[i]);
            continue;
        }
        for (const Segment& segment : topology.segments) {
            if (segment.subnet.contains(vip)) {
                places[i].refuse_because("VIP " + to_string(vip) + " lies in segment " +
                                         segment.name + ": expected a host of " + topology.front +
                                         " or an address outside every segment");
            }
        }
        const auto gateways = topology.with_role(NodeRole::gateway);
        const bool reachable =
            std::any_of(gateways.begin(), gateways.end(), [&](const Node* gateway) {
                return std::any_of(gateway->routes.begin(), gateway->routes.end(),
                                   [&](const Route& route) {
                                       return route.destination.prefix_length > 0 &&
                                              route.destination.contains(vip);
                                   });
            });
        if (!reachable) {
            places[i].refuse_because("VIP " + to_string(vip) + " is unreachable: it is not on " +
                                     topology.front + " and no gateway has a route to it");
        }
    }
}

}  // namespace

Topology decode(const yaml::Value& document) {
    yaml::Map map = document.map();
    Topology topology;
    topology.name = map.required("name").text();
    topology.description = map.required("description").text();
    topology.segments = decode_segments(map.required("segments"));
    topology.front = segment_name(topology, map.required("front"));
    topology.back = segment_name(topology, map.required("back"));
    topology.management = segment_name(topology, map.required("management"));

    AddressBook book;
    const Segment* front = topology.find_segment(topology.front);
    const Segment* back = topology.find_segment(topology.back);
    topology.floating_ips = decode_pool("floating_ips", map, book, {front, back});  // FIP-2
    topology.snat_ips = decode_pool("snat_ips", map, book, {back});
    topology.cluster_ips =
        decode_pool("cluster_ips", map, book, {topology.find_segment(topology.management)});
    const yaml::Value vips = map.required("vips");
    if (vips.items().empty()) {
        vips.refuse("at least one address");
    }
    topology.vips = decode_pool("vips", map, book, {});
    const yaml::Value nodes = map.required("nodes");
    decode_nodes(topology, nodes, book);
    if (const auto hosts = map.optional("hosts")) {
        topology.hosts = decode_hosts(topology, *hosts);
    }
    map.finish();

    check_roles(topology, nodes);
    check_vips(topology, map);
    return topology;
}

}  // namespace holdfast::harness::topology
