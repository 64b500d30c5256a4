// SPDX-License-Identifier: Apache-2.0
// Parameters of this network namespace's kernel, as sysctl names them.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace holdfast::reference::shell {

/// `name` with dots: "net.ipv4.conf.eth0.arp_ignore". A dot in an interface's own name is written
/// as '/', as sysctl has it.
Result<void> set_kernel_parameter(const std::string& name, std::string_view value);

bool can_set_kernel_parameter(const std::string& name);

/// Whether the next can be done.
bool can_permit_unanswered_addresses(const std::string& interface);
/// From now on addresses can be held that nobody who asks by ARP on this interface hears of
/// (Netlink::Scope::host), and none is ever named there as the one that asks.
Result<void> permit_unanswered_addresses(const std::string& interface);

}  // namespace holdfast::reference::shell
