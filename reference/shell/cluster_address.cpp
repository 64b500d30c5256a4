// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/cluster_address.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace holdfast::reference::shell {

namespace {

const Interface* find(const std::vector<Interface>& interfaces, const std::string& name) {
    const auto found = std::find_if(interfaces.begin(), interfaces.end(),
                                    [&](const Interface& one) { return one.name == name; });
    return found == interfaces.end() ? nullptr : &*found;
}

}  // namespace

ClusterAddress::ClusterAddress(std::string interface, std::unique_ptr<Addresses> addresses,
                               std::unique_ptr<InterfaceTable> interfaces,
                               std::unique_ptr<Announcer> announcer)
    : interface_(std::move(interface)),
      addresses_(std::move(addresses)),
      interfaces_(std::move(interfaces)),
      announcer_(std::move(announcer)) {}

Result<std::unique_ptr<ClusterAddress>> ClusterAddress::open(
    EventLoop& loop, const std::string& management_interface) {
    if (find(list_interfaces(), management_interface) == nullptr) {
        return bad_input(fmt::format("management.interface: there is no Ethernet interface {}",
                                     management_interface));
    }
    auto device = VipDevice::open();
    if (!device.has_value()) {
        return device.error();
    }
    auto interfaces = InterfaceTable::open(loop, (*device)->index());
    if (!interfaces.has_value()) {
        return interfaces.error();
    }
    auto addresses = Addresses::open(std::move(*device));
    if (!addresses.has_value()) {
        return addresses.error();
    }
    auto announcer = Announcer::open();
    if (!announcer.has_value()) {
        return announcer.error();
    }
    return std::unique_ptr<ClusterAddress>(
        new ClusterAddress(management_interface, std::move(*addresses), std::move(*interfaces),
                           std::move(*announcer)));
}

Result<void> ClusterAddress::hold(Ipv4Address address, Duration lease) {
    return addresses_->add(address, lease);
}

Result<void> ClusterAddress::release(Ipv4Address address) {
    return addresses_->remove(address);
}

Result<void> ClusterAddress::announce(Ipv4Address address) {
    const Interface* interface = find(interfaces_->interfaces(), interface_);
    if (interface == nullptr) {
        return failed(fmt::format("cannot announce {}: {} is gone", holdfast::to_string(address),
                                  interface_));
    }
    const auto done = announcer_->announce(*interface, address);
    if (!done.has_value()) {
        interfaces_->forget();
    }
    return done;
}

}  // namespace holdfast::reference::shell
