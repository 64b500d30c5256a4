// SPDX-License-Identifier: Apache-2.0
// The few requests to the kernel's routing socket that this shell makes. libnl-route does the work;
// only netlink.cpp sees it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/address.h"
#include "base/result.h"

namespace holdfast::reference::shell {

class Netlink {
  public:
    static Result<std::unique_ptr<Netlink>> open();
    ~Netlink();
    Netlink(const Netlink&) = delete;
    Netlink& operator=(const Netlink&) = delete;

    /// Whom an address is for: everybody, or this host alone (RFC 3549 scope).
    enum class Scope { universe, host };
    /// Puts address/32 on the device, or renews it. `lifetime_seconds`: the kernel removes it then.
    /// The scope is that of the first time.
    Result<void> put_address(int device, Ipv4Address address,
                             std::optional<std::uint32_t> lifetime_seconds,
                             Scope scope = Scope::universe);
    /// Success also if it is not there.
    Result<void> remove_address(int device, Ipv4Address address);
    Result<void> set_up(int device);
    /// Next hops of every IPv4 default route, in order of address.
    Result<std::vector<Ipv4Address>> default_gateways();
    /// A veth pair with its second end in the namespace of this descriptor. Kind::failed also when
    /// the name is taken.
    Result<void> make_veth(const std::string& name, const std::string& peer_name,
                           int peer_namespace);

    /// A macvlan over the device with this index, with a MAC, in the namespace of this descriptor.
    /// It talks to whoever is on the wire, and not to the device below.
    Result<void> make_macvlan(const std::string& name, int below, const MacAddress& mac,
                              int in_namespace);
    /// Whatever is sent from this address, by a socket or by the kernel itself, leaves by the
    /// device (policy routing). Ends with the device, or by unroute_from().
    Result<void> route_from(Ipv4Address source, int device);
    /// Success also if it is not there.
    Result<void> unroute_from(Ipv4Address source, int device);
    /// Those of devices that are gone, with engines that were killed, lead nowhere and are taken
    /// away. How many there were.
    Result<int> forget_routes_of_gone_devices();
    /// By a next hop that need not be in any subnet of the device.
    Result<void> add_default_route(int device, Ipv4Address next_hop);

  private:
    struct State;
    explicit Netlink(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace holdfast::reference::shell
