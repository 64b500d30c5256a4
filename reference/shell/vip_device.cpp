// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/vip_device.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "base/log.h"
#include "reference/shell/kernel_parameters.h"
#include "reference/shell/netlink.h"
#include "reference/shell/private_namespace.h"
#include "reference/shell/socket.h"

namespace holdfast::reference::shell {

namespace {

// More engines than this in one network namespace are a mistake.
constexpr int devices_max = 64;

// The device carries no packets of its own; IPv6 would only greet nobody on it. What is injected
// comes from clients who live elsewhere, which only loose reverse-path filtering lets pass (RFC
// 3704). Harmless if refused.
void set_up_parameters(const std::string& name) {
    for (const auto& [parameter, value] :
         {std::pair("net.ipv6.conf." + name + ".disable_ipv6", "1"),
          std::pair("net.ipv4.conf." + name + ".rp_filter", "2")}) {
        if (const auto set = set_kernel_parameter(parameter, value); set.has_error()) {
            log::debug("addresses", "{}", set.error().message);
        }
    }
}

Result<int> bring_up(const std::string& name) {
    set_up_parameters(name);
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
    request.ifr_flags = IFF_TUN | IFF_NO_PI | IFF_VNET_HDR;
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

void VipDevice::inject(const Offload& offload, std::span<const std::uint8_t> packet) const {
    Offload header = offload;
    const std::array<iovec, 2> parts{
        iovec{&header, sizeof header},
        iovec{const_cast<std::uint8_t*>(packet.data()), packet.size()}};
    if (::writev(holder_.get(), parts.data(), parts.size()) < 0) {
        log::debug("addresses", "{}", system_error("cannot inject a packet").message);
    }
}

std::size_t VipDevice::take(Offload& offload, std::span<std::uint8_t> packet) const {
    const std::array<iovec, 2> parts{iovec{&offload, sizeof offload},
                                     iovec{packet.data(), packet.size()}};
    const ssize_t got = ::readv(holder_.get(), parts.data(), parts.size());
    return got > static_cast<ssize_t>(sizeof offload)
               ? static_cast<std::size_t>(got) - sizeof offload
               : 0;
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
