// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/netlink.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netlink/errno.h>
#include <netlink/route/addr.h>
#include <netlink/route/link.h>
#include <netlink/route/link/macvlan.h>
#include <netlink/route/link/veth.h>
#include <netlink/route/nexthop.h>
#include <netlink/route/route.h>
#include <netlink/route/rule.h>
#include <netlink/socket.h>

#include <array>
#include <cstring>
#include <set>

#include "base/check.h"

namespace holdfast::reference::shell {

namespace {

struct Free {
    void operator()(nl_sock* socket) const { nl_socket_free(socket); }
    void operator()(rtnl_addr* address) const { rtnl_addr_put(address); }
    void operator()(rtnl_link* link) const { rtnl_link_put(link); }
    void operator()(rtnl_route* route) const { rtnl_route_put(route); }
    void operator()(rtnl_rule* rule) const { rtnl_rule_put(rule); }
    void operator()(nl_addr* address) const { nl_addr_put(address); }
    void operator()(nl_cache* cache) const { nl_cache_free(cache); }
};
template <class T>
using Owned = std::unique_ptr<T, Free>;

Owned<nl_addr> ipv4(Ipv4Address address, int prefix_length) {
    const std::uint32_t network_order = htonl(address.value);
    Owned<nl_addr> out(nl_addr_build(AF_INET, &network_order, sizeof network_order));
    CHECK(out != nullptr, "out of memory");
    nl_addr_set_prefixlen(out.get(), prefix_length);
    return out;
}

Owned<rtnl_addr> host_address(int device, Ipv4Address address) {
    const Owned<nl_addr> local = ipv4(address, 32);
    Owned<rtnl_addr> out(rtnl_addr_alloc());
    CHECK(out != nullptr, "out of memory");
    rtnl_addr_set_ifindex(out.get(), device);
    rtnl_addr_set_local(out.get(), local.get());
    return out;
}

std::set<Ipv4Address> next_hops(rtnl_route* route) {
    std::set<Ipv4Address> out;
    for (int i = 0; i < rtnl_route_get_nnexthops(route); ++i) {
        const nl_addr* gateway = rtnl_route_nh_get_gateway(rtnl_route_nexthop_n(route, i));
        if (gateway != nullptr && nl_addr_get_family(gateway) == AF_INET) {
            std::uint32_t network_order = 0;
            std::memcpy(&network_order, nl_addr_get_binary_addr(gateway), sizeof network_order);
            out.insert({ntohl(network_order)});
        }
    }
    return out;
}

Owned<rtnl_route> default_route(int device, std::optional<Ipv4Address> next_hop) {
    Owned<rtnl_route> out(rtnl_route_alloc());
    const Owned<nl_addr> everywhere = ipv4({}, 0);
    rtnl_nexthop* hop = rtnl_route_nh_alloc();
    CHECK(out != nullptr && hop != nullptr, "out of memory");
    rtnl_route_nh_set_ifindex(hop, device);
    if (next_hop) {
        const Owned<nl_addr> by = ipv4(*next_hop, 32);
        rtnl_route_nh_set_gateway(hop, by.get());
    }
    rtnl_route_set_family(out.get(), AF_INET);
    rtnl_route_set_dst(out.get(), everywhere.get());
    rtnl_route_add_nexthop(out.get(), hop);  // which it owns from then on
    return out;
}

// A routing table for each device, numbered where people and routing daemons put none.
constexpr std::uint32_t first_table = 0x484f0000;

std::uint32_t table_of(int device) {
    return first_table + static_cast<std::uint32_t>(device);
}

std::optional<unsigned> device_of(std::uint32_t table) {
    constexpr std::uint32_t tables = 0x10000;
    return table > first_table && table < first_table + tables ? std::optional(table - first_table)
                                                               : std::nullopt;
}

Owned<rtnl_rule> rule_from(Ipv4Address source, int device) {
    // After the table of local addresses (0), before the usual ones (32766 and up).
    constexpr std::uint32_t priority = 1000;
    const Owned<nl_addr> only = ipv4(source, 32);
    Owned<rtnl_rule> out(rtnl_rule_alloc());
    CHECK(out != nullptr, "out of memory");
    rtnl_rule_set_family(out.get(), AF_INET);
    rtnl_rule_set_prio(out.get(), priority);
    rtnl_rule_set_src(out.get(), only.get());
    rtnl_rule_set_action(out.get(), FR_ACT_TO_TBL);
    rtnl_rule_set_table(out.get(), table_of(device));
    return out;
}

Error netlink_error(const std::string& what, int code) {
    return failed(fmt::format("{}: {}", what, nl_geterror(code)));
}

}  // namespace

struct Netlink::State {
    Owned<nl_sock> socket;
};

Netlink::Netlink(std::unique_ptr<State> state) : state_(std::move(state)) {}
Netlink::~Netlink() = default;

Result<std::unique_ptr<Netlink>> Netlink::open() {
    auto state = std::make_unique<State>();
    state->socket.reset(nl_socket_alloc());
    CHECK(state->socket != nullptr, "out of memory");
    if (const int code = nl_connect(state->socket.get(), NETLINK_ROUTE); code < 0) {
        return netlink_error("cannot open a routing socket", code);
    }
    return std::unique_ptr<Netlink>(new Netlink(std::move(state)));
}

Result<void> Netlink::put_address(int device, Ipv4Address address,
                                  std::optional<std::uint32_t> lifetime_seconds, Scope scope) {
    const Owned<rtnl_addr> request = host_address(device, address);
    rtnl_addr_set_scope(request.get(), scope == Scope::host ? RT_SCOPE_HOST : RT_SCOPE_UNIVERSE);
    if (lifetime_seconds) {
        rtnl_addr_set_valid_lifetime(request.get(), *lifetime_seconds);
        rtnl_addr_set_preferred_lifetime(request.get(), *lifetime_seconds);
    }
    const int code = rtnl_addr_add(state_->socket.get(), request.get(), NLM_F_REPLACE);
    if (code < 0) {
        return netlink_error("cannot add address " + holdfast::to_string(address), code);
    }
    return success;
}

Result<void> Netlink::remove_address(int device, Ipv4Address address) {
    const Owned<rtnl_addr> request = host_address(device, address);
    const int code = rtnl_addr_delete(state_->socket.get(), request.get(), 0);
    if (code < 0 && code != -NLE_NOADDR) {
        return netlink_error("cannot remove address " + holdfast::to_string(address), code);
    }
    return success;
}

Result<std::vector<Ipv4Address>> Netlink::default_gateways() {
    nl_cache* routes = nullptr;
    if (const int code = rtnl_route_alloc_cache(state_->socket.get(), AF_INET, 0, &routes);
        code < 0) {
        return netlink_error("cannot read the routes", code);
    }
    const Owned<nl_cache> cache(routes);
    std::set<Ipv4Address> out;
    for (nl_object* object = nl_cache_get_first(routes); object != nullptr;
         object = nl_cache_get_next(object)) {
        auto* route = reinterpret_cast<rtnl_route*>(object);
        const nl_addr* destination = rtnl_route_get_dst(route);
        if (destination != nullptr && nl_addr_get_prefixlen(destination) == 0) {
            out.merge(next_hops(route));
        }
    }
    return std::vector<Ipv4Address>(out.begin(), out.end());
}

Result<void> Netlink::set_up(int device) {
    const Owned<rtnl_link> which(rtnl_link_alloc());
    const Owned<rtnl_link> change(rtnl_link_alloc());
    CHECK(which != nullptr && change != nullptr, "out of memory");
    rtnl_link_set_ifindex(which.get(), device);
    rtnl_link_set_flags(change.get(), IFF_UP);
    const int code = rtnl_link_change(state_->socket.get(), which.get(), change.get(), 0);
    if (code < 0) {
        return netlink_error(fmt::format("cannot set device {} up", device), code);
    }
    return success;
}

Result<void> Netlink::make_veth(const std::string& name, const std::string& peer_name,
                                int peer_namespace) {
    const Owned<rtnl_link> link(rtnl_link_veth_alloc());
    CHECK(link != nullptr, "out of memory");
    rtnl_link_set_name(link.get(), name.c_str());
    const Owned<rtnl_link> peer(rtnl_link_veth_get_peer(link.get()));
    CHECK(peer != nullptr, "a veth has a peer");
    rtnl_link_set_name(peer.get(), peer_name.c_str());
    rtnl_link_set_ns_fd(peer.get(), peer_namespace);
    const int code = rtnl_link_add(state_->socket.get(), link.get(), NLM_F_CREATE | NLM_F_EXCL);
    if (code < 0) {
        return netlink_error("cannot make the device " + name, code);
    }
    return success;
}

Result<void> Netlink::make_macvlan(const std::string& name, int below, const MacAddress& mac,
                                   int in_namespace) {
    const Owned<rtnl_link> link(rtnl_link_macvlan_alloc());
    const Owned<nl_addr> address(nl_addr_build(AF_LLC, mac.octets.data(), mac.octets.size()));
    CHECK(link != nullptr && address != nullptr, "out of memory");
    rtnl_link_set_name(link.get(), name.c_str());
    rtnl_link_set_link(link.get(), below);
    rtnl_link_set_addr(link.get(), address.get());
    rtnl_link_set_ns_fd(link.get(), in_namespace);
    rtnl_link_macvlan_set_mode(link.get(), rtnl_link_macvlan_str2mode("private"));
    const int code = rtnl_link_add(state_->socket.get(), link.get(), NLM_F_CREATE | NLM_F_EXCL);
    if (code < 0) {
        return netlink_error("cannot make a macvlan over " + name, code);
    }
    return success;
}

Result<void> Netlink::add_default_route(int device, Ipv4Address next_hop) {
    const Owned<rtnl_route> route = default_route(device, next_hop);
    rtnl_route_set_flags(route.get(), RTNH_F_ONLINK);  // libnl sends no flags of a lone next hop
    const int code = rtnl_route_add(state_->socket.get(), route.get(), NLM_F_CREATE);
    if (code < 0) {
        return netlink_error("cannot add a default route by " + holdfast::to_string(next_hop),
                             code);
    }
    return success;
}

Result<void> Netlink::route_from(Ipv4Address source, int device) {
    const Owned<rtnl_route> route = default_route(device, std::nullopt);
    rtnl_route_set_scope(route.get(), RT_SCOPE_LINK);
    rtnl_route_set_table(route.get(), table_of(device));
    int code = rtnl_route_add(state_->socket.get(), route.get(), NLM_F_CREATE | NLM_F_REPLACE);
    if (code >= 0) {
        code = rtnl_rule_add(state_->socket.get(), rule_from(source, device).get(), NLM_F_EXCL);
    }
    if (code < 0 && code != -NLE_EXIST) {
        return netlink_error("cannot route what comes from " + holdfast::to_string(source), code);
    }
    return success;
}

Result<void> Netlink::unroute_from(Ipv4Address source, int device) {
    const int code = rtnl_rule_delete(state_->socket.get(), rule_from(source, device).get(), 0);
    if (code < 0 && code != -NLE_OBJ_NOTFOUND) {
        return netlink_error("cannot end the route from " + holdfast::to_string(source), code);
    }
    return success;
}

Result<int> Netlink::forget_routes_of_gone_devices() {
    nl_cache* rules = nullptr;
    if (const int code = rtnl_rule_alloc_cache(state_->socket.get(), AF_INET, &rules); code < 0) {
        return netlink_error("cannot read the routing rules", code);
    }
    const Owned<nl_cache> cache(rules);
    int gone = 0;
    for (nl_object* object = nl_cache_get_first(rules); object != nullptr;
         object = nl_cache_get_next(object)) {
        auto* rule = reinterpret_cast<rtnl_rule*>(object);
        const auto device = device_of(rtnl_rule_get_table(rule));
        std::array<char, IF_NAMESIZE> name{};
        if (device && ::if_indextoname(*device, name.data()) == nullptr) {
            gone += rtnl_rule_delete(state_->socket.get(), rule, 0) == 0 ? 1 : 0;
        }
    }
    return gone;
}

}  // namespace holdfast::reference::shell
