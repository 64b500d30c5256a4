// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/vip_device.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <cstring>

#include "base/log.h"
#include "reference/shell/netlink.h"
#include "reference/shell/private_namespace.h"
#include "reference/shell/socket.h"

namespace holdfast::reference::shell {

namespace {

// More engines than this in one network namespace are a mistake.
constexpr int devices_max = 64;

// The device carries no packets of its own; IPv6 would only greet nobody on it. Harmless if
// refused.
void silence_ipv6(const std::string& name) {
    const std::string path = "/proc/sys/net/ipv6/conf/" + name + "/disable_ipv6";
    const UniqueFd file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    if (file && ::write(file.get(), "1", 1) != 1) {
        log::debug("addresses", "cannot write {}", path);
    }
}

Result<int> bring_up(const std::string& name) {
    silence_ipv6(name);
    const int index = static_cast<int>(::if_nametoindex(name.c_str()));
    const auto netlink = Netlink::open();
    if (!netlink.has_value()) {
        return netlink.error();
    }
    if (const auto up = (*netlink)->set_up(index); !up.has_value()) {
        return up.error();
    }
    return index;
}

}  // namespace

Result<std::unique_ptr<VipDevice>> VipDevice::open() {
    auto tun = open_tun();
    if (tun.has_value()) {
        return tun;
    }
    auto veth = open_veth();
    if (veth.has_value()) {
        log::info("addresses", "are held by a veth pair: {}", tun.error().message);
        return veth;
    }
    return failed(fmt::format("{}; {}", tun.error().message, veth.error().message));
}

Result<std::unique_ptr<VipDevice>> VipDevice::open(Kind kind) {
    return kind == Kind::tun ? open_tun() : open_veth();
}

Result<std::unique_ptr<VipDevice>> VipDevice::open_tun() {
    UniqueFd fd(::open("/dev/net/tun", O_RDWR | O_CLOEXEC | O_NONBLOCK));
    if (!fd) {
        return system_error("cannot open /dev/net/tun");
    }
    ifreq request{};
    request.ifr_flags = IFF_TUN | IFF_NO_PI;
    const std::string pattern = "vip%d";
    std::copy(pattern.begin(), pattern.end(), request.ifr_name);
    if (::ioctl(fd.get(), TUNSETIFF, &request) != 0) {
        return system_error("cannot make a TUN device (CAP_NET_ADMIN)");
    }
    const std::string name = request.ifr_name;
    const auto index = bring_up(name);
    if (!index.has_value()) {
        return index.error();
    }
    return std::unique_ptr<VipDevice>(new VipDevice(Kind::tun, name, *index, std::move(fd)));
}

Result<std::unique_ptr<VipDevice>> VipDevice::open_veth() {
    Result<UniqueFd> space = make_private_namespace();
    if (!space.has_value()) {
        return space.error();
    }
    const auto netlink = Netlink::open();
    if (!netlink.has_value()) {
        return netlink.error();
    }
    Result<void> made = success;
    for (int number = 0; number < devices_max; ++number) {
        const std::string name = fmt::format("vip{}", number);
        made = (*netlink)->make_veth(name, "peer", space->get());
        if (made.has_value()) {
            const auto index = bring_up(name);
            if (!index.has_value()) {
                return index.error();
            }
            return std::unique_ptr<VipDevice>(
                new VipDevice(Kind::veth, name, *index, std::move(*space)));
        }
        if (::if_nametoindex(name.c_str()) == 0) {
            break;  // refused for another reason than that the name is taken
        }
    }
    return made.error();
}

}  // namespace holdfast::reference::shell
