// SPDX-License-Identifier: Apache-2.0
// The machine's Ethernet interfaces with their addresses, kept up to date by the kernel's
// notifications.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/address.h"
#include "base/result.h"
#include "reference/shell/event_loop.h"
#include "reference/shell/unique_fd.h"

namespace holdfast::reference::shell {

struct Interface {
    std::string name;
    int index = 0;
    MacAddress mac;
    std::vector<InterfaceAddress> addresses;
};

/// Every interface that has an Ethernet address.
std::vector<Interface> list_interfaces();

/// Where an address is announced: the interface that has it in a connected subnet (the longest
/// prefix wins; a /32 is no subnet), else the VIP interface. LEG-8.
const Interface* announcing_interface(const std::vector<Interface>& interfaces, Ipv4Address address,
                                      const std::string& vip_interface);

/// list_interfaces(), read again only after a link or an address changed. Changes of the ignored
/// interface, which are our own, do not count.
class InterfaceTable {
  public:
    static Result<std::unique_ptr<InterfaceTable>> open(EventLoop& loop, int ignored_index);
    const std::vector<Interface>& interfaces();
    void forget() { stale_ = true; }

  private:
    InterfaceTable(EventLoop& loop, UniqueFd notifications, int ignored_index);
    void drain();

    UniqueFd notifications_;
    int ignored_index_;
    bool stale_ = true;
    std::vector<Interface> interfaces_;
    std::unique_ptr<Watch> watch_;
};

}  // namespace holdfast::reference::shell
