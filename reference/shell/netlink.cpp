// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/netlink.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <netlink/errno.h>
#include <netlink/route/addr.h>
#include <netlink/route/link.h>
#include <netlink/route/link/macvlan.h>
#include <netlink/route/link/veth.h>
#include <netlink/route/nexthop.h>
#include <netlink/route/route.h>
#include <netlink/socket.h>

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
    const Owned<rtnl_route> route(rtnl_route_alloc());
    const Owned<nl_addr> everywhere = ipv4({}, 0);
    const Owned<nl_addr> by = ipv4(next_hop, 32);
    rtnl_nexthop* hop = rtnl_route_nh_alloc();
    CHECK(route != nullptr && hop != nullptr, "out of memory");
    rtnl_route_nh_set_ifindex(hop, device);
    rtnl_route_nh_set_gateway(hop, by.get());
    rtnl_route_set_family(route.get(), AF_INET);
    rtnl_route_set_flags(route.get(), RTNH_F_ONLINK);  // libnl sends no flags of a lone next hop
    rtnl_route_set_dst(route.get(), everywhere.get());
    rtnl_route_add_nexthop(route.get(), hop);  // which it owns from then on
    const int code = rtnl_route_add(state_->socket.get(), route.get(), NLM_F_CREATE);
    if (code < 0) {
        return netlink_error("cannot add a default route by " + holdfast::to_string(next_hop),
                             code);
    }
    return success;
}

}  // namespace holdfast::reference::shell
