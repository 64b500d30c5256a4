// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/virtual_router.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <net/if.h>

#include <utility>

#include "reference/shell/addresses.h"
#include "reference/shell/kernel_parameters.h"
#include "reference/shell/private_namespace.h"
#include "reference/shell/socket.h"

namespace holdfast::reference::shell {

namespace {

constexpr const char* far_end = "node";  // of the veth pair, inside
// The node as the namespace's next hop. Nobody else ever sees this address (RFC 3927).
constexpr Ipv4Address next_hop{0xa9fe4d01};  // 169.254.77.1
constexpr Ipv4Address own{0xa9fe4d02};  // 169.254.77.2, without which the kernel knows no next hops
// More routers than this in one network namespace are a mistake.
constexpr int routers_max = 64;

// It passes everything on, whichever way answers take; and it has nothing to say by itself.
Result<void> make_it_a_router() {
    for (const auto& [name, value] :
         {std::pair{"net.ipv4.ip_forward", "1"}, std::pair{"net.ipv4.conf.all.rp_filter", "0"},
          std::pair{"net.ipv4.conf.default.rp_filter", "0"},
          std::pair{"net.ipv4.conf.all.send_redirects", "0"},
          std::pair{"net.ipv4.conf.default.send_redirects", "0"}}) {
        if (const auto done = set_kernel_parameter(name, value); !done.has_value()) {
            return done;
        }
    }
    static_cast<void>(set_kernel_parameter("net.ipv6.conf.default.disable_ipv6", "1"));
    return success;  // without IPv6 there is nothing to be silenced
}

int index_of(const std::string& name) {
    return static_cast<int>(::if_nametoindex(name.c_str()));
}

Result<std::string> make_veth_pair(Netlink& netlink, const UniqueFd& space) {
    Result<void> made = success;
    for (int number = 0; number < routers_max; ++number) {
        const std::string name = fmt::format("fip{}", number);
        made = netlink.make_veth(name, far_end, space.get());
        if (made.has_value()) {
            return name;
        }
        if (index_of(name) == 0) {
            break;  // refused for another reason than that the name is taken
        }
    }
    return made.error();
}

}  // namespace

Result<std::unique_ptr<VirtualRouter>> VirtualRouter::open(
    const std::vector<Interface>& interfaces, const std::string& vip_interface,
    const MacAddress& mac, const std::vector<Ipv4Address>& addresses) {
    auto space = make_private_namespace();
    auto netlink = Netlink::open();
    if (!space.has_value() || !netlink.has_value()) {
        return space.has_value() ? netlink.error() : space.error();
    }
    const auto near = make_veth_pair(**netlink, *space);
    if (!near.has_value()) {
        return near.error();
    }
    const int near_index = index_of(*near);
    for (const auto& done : {(*netlink)->set_up(near_index),
                             (*netlink)->put_address(near_index, next_hop, std::nullopt)}) {
        if (!done.has_value()) {
            return done.error();
        }
    }
    std::unique_ptr<VirtualRouter> router(new VirtualRouter(std::move(*space)));
    if (const auto joined = router->join(*near); !joined.has_value()) {
        return joined.error();
    }
    std::map<std::string, std::pair<const Interface*, std::vector<Ipv4Address>>> wanted;
    for (const Ipv4Address address : addresses) {
        if (const Interface* lower = announcing_interface(interfaces, address, vip_interface)) {
            wanted[lower->name].first = lower;
            wanted[lower->name].second.push_back(address);
        }
    }
    for (const auto& [name, one] : wanted) {
        const auto made = router->make_device(*one.first, mac, one.second);
        if (!made.has_value()) {
            return made.error();
        }
    }
    return router;
}

/// The namespace's side of the veth pair.
Result<void> VirtualRouter::join(const std::string& near) {
    return in_private_namespace(space_, [&]() -> Result<void> {
        if (const auto made = make_it_a_router(); !made.has_value()) {
            return failed(near + ": " + made.error().message);
        }
        auto netlink = Netlink::open();
        auto announcer = Announcer::open();
        if (!netlink.has_value() || !announcer.has_value()) {
            return netlink.has_value() ? announcer.error() : netlink.error();
        }
        inside_ = std::move(*netlink);
        announcer_ = std::move(*announcer);
        const int node = index_of(far_end);
        for (const auto& done :
             {inside_->set_up(node), inside_->put_address(node, own, std::nullopt)}) {
            if (!done.has_value()) {
                return done;
            }
        }
        return inside_->add_default_route(node, next_hop);
    });
}

Result<void> VirtualRouter::make_device(const Interface& lower, const MacAddress& mac,
                                        const std::vector<Ipv4Address>& addresses) {
    const auto netlink = Netlink::open();
    if (!netlink.has_value()) {
        return netlink.error();
    }
    Interface device{.name = lower.name, .index = 0, .mac = mac, .addresses = {}};
    if (const auto made = (*netlink)->make_macvlan(device.name, lower.index, mac, space_.get());
        !made.has_value()) {
        return made;
    }
    const auto up = in_private_namespace(space_, [&]() -> Result<void> {
        device.index = index_of(device.name);
        return inside_->set_up(device.index);
    });
    for (const Ipv4Address address : addresses) {
        devices_[address] = device;
    }
    return up;
}

Result<void> VirtualRouter::add(Ipv4Address address, std::optional<Duration> lease) {
    const auto seconds = lease ? std::optional(kernel_lifetime_seconds(*lease)) : std::nullopt;
    return inside_->put_address(devices_.at(address).index, address, seconds);
}

Result<void> VirtualRouter::remove(Ipv4Address address) {
    return inside_->remove_address(devices_.at(address).index, address);
}

Result<void> VirtualRouter::announce(Ipv4Address address) {
    return announcer_->announce(devices_.at(address), address);
}

}  // namespace holdfast::reference::shell
