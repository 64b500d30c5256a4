// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

#include "base/check.h"
#include "harness/mininet/net_namespace.h"
#include "harness/mininet/route_socket.h"

namespace holdfast::harness::mininet {

Result<void> switch_offloads_off(const std::string& interface) {
    const Fd any(socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    if (!any.valid()) {
        return system_error("cannot open a socket");
    }
    ifreq request{};
    CHECK(interface.size() < sizeof request.ifr_name, "interface name {} is too long", interface);
    std::memcpy(request.ifr_name, interface.c_str(), interface.size() + 1);
    // Without transmit checksums veth would carry frames whose checksums nobody ever fills in.
    for (const std::uint32_t command :
         {std::uint32_t{ETHTOOL_STSO}, std::uint32_t{ETHTOOL_SGSO}, std::uint32_t{ETHTOOL_SGRO},
          std::uint32_t{ETHTOOL_STXCSUM}}) {
        ethtool_value value{command, 0};
        request.ifr_data = reinterpret_cast<char*>(&value);
        if (ioctl(any.get(), SIOCETHTOOL, &request) != 0 && errno != EOPNOTSUPP) {
            return system_error(fmt::format("cannot switch an offload of {} off", interface));
        }
    }
    return success;
}

}  // namespace holdfast::harness::mininet
