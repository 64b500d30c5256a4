// SPDX-License-Identifier: Apache-2.0
// Floating addresses under a MAC of their own (FIP-11). They live in a network namespace that this
// process alone holds, on macvlan devices over the node's interfaces: there the kernel answers for
// them and takes frames to that MAC, and hands every packet on to the node itself, which has the
// VIPs and the routes. When the process ends the kernel destroys all of it.
//
//   interface --- macvlan (MAC, addresses) [ namespace of our own ] veth --- veth [ the node ]
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/address.h"
#include "base/result.h"
#include "base/time.h"
#include "reference/shell/announcer.h"
#include "reference/shell/interfaces.h"
#include "reference/shell/netlink.h"
#include "reference/shell/unique_fd.h"

namespace holdfast::reference::shell {

class VirtualRouter {
  public:
    /// `addresses`: that will be held here, each on the interface that announces it.
    static Result<std::unique_ptr<VirtualRouter>> open(const std::vector<Interface>& interfaces,
                                                       const std::string& vip_interface,
                                                       const MacAddress& mac,
                                                       const std::vector<Ipv4Address>& addresses);

    bool is_for(Ipv4Address address) const { return devices_.contains(address); }
    /// As Addresses::add(), with the kernel's lifetime as the lease. Renewing is the same call.
    Result<void> add(Ipv4Address address, std::optional<Duration> lease);
    Result<void> remove(Ipv4Address address);
    Result<void> announce(Ipv4Address address);

  private:
    explicit VirtualRouter(UniqueFd space) : space_(std::move(space)) {}
    Result<void> join(const std::string& near);
    Result<void> make_device(const Interface& lower, const MacAddress& mac,
                             const std::vector<Ipv4Address>& addresses);

    UniqueFd space_;
    std::unique_ptr<Netlink> inside_;
    std::unique_ptr<Announcer> announcer_;      ///< inside, too
    std::map<Ipv4Address, Interface> devices_;  ///< the macvlan that each address is for
};

}  // namespace holdfast::reference::shell
