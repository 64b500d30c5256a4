// SPDX-License-Identifier: Apache-2.0
// The cluster IP on this node: held as a VIP is (docs/decisions/0003), announced on the management
// interface.
#pragma once

#include <memory>
#include <string>

#include "base/address.h"
#include "base/result.h"
#include "base/time.h"
#include "reference/shell/addresses.h"
#include "reference/shell/announcer.h"
#include "reference/shell/interfaces.h"

namespace holdfast::reference::shell {

class ClusterAddress {
  public:
    /// Needs CAP_NET_ADMIN and CAP_NET_RAW; refuses an interface that is not there.
    static Result<std::unique_ptr<ClusterAddress>> open(EventLoop& loop,
                                                        const std::string& management_interface);

    /// Renewed by repeating. The kernel takes it away when the process ends, and within `lease`,
    /// two seconds at best, when it hangs.
    Result<void> hold(Ipv4Address address, Duration lease);
    /// Not held when this returns.
    Result<void> release(Ipv4Address address);
    /// One gratuitous ARP.
    Result<void> announce(Ipv4Address address);

  private:
    ClusterAddress(std::string interface, std::unique_ptr<Addresses> addresses,
                   std::unique_ptr<InterfaceTable> interfaces,
                   std::unique_ptr<Announcer> announcer);

    std::string interface_;
    std::unique_ptr<Addresses> addresses_;
    std::unique_ptr<InterfaceTable> interfaces_;
    std::unique_ptr<Announcer> announcer_;
};

}  // namespace holdfast::reference::shell
