// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/interfaces.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <linux/rtnetlink.h>
#include <net/if_arp.h>
#include <netpacket/packet.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <map>

#include "reference/shell/socket.h"

namespace holdfast::reference::shell {

namespace {

std::uint32_t host_order(const sockaddr* address) {
    sockaddr_in copy{};
    std::memcpy(&copy, address, sizeof copy);
    return ntohl(copy.sin_addr.s_addr);
}

}  // namespace

std::vector<Interface> list_interfaces() {
    ifaddrs* list = nullptr;
    if (::getifaddrs(&list) != 0) {
        return {};
    }
    std::map<std::string, Interface> by_name;
    std::map<std::string, std::vector<InterfaceAddress>> addresses;
    for (const ifaddrs* entry = list; entry != nullptr; entry = entry->ifa_next) {
        if (entry->ifa_addr == nullptr) {
            continue;
        }
        if (entry->ifa_addr->sa_family == AF_PACKET) {
            sockaddr_ll link{};
            std::memcpy(&link, entry->ifa_addr, sizeof link);
            if (link.sll_hatype == ARPHRD_ETHER) {
                Interface& found = by_name[entry->ifa_name];
                found.name = entry->ifa_name;
                found.index = link.sll_ifindex;
                std::copy_n(link.sll_addr, 6, found.mac.octets.begin());
            }
        } else if (entry->ifa_addr->sa_family == AF_INET && entry->ifa_netmask != nullptr) {
            addresses[entry->ifa_name].push_back(
                {{host_order(entry->ifa_addr)}, std::popcount(host_order(entry->ifa_netmask))});
        }
    }
    ::freeifaddrs(list);
    std::vector<Interface> out;
    for (auto& [name, found] : by_name) {
        found.addresses = addresses[name];
        out.push_back(found);
    }
    return out;
}

const Interface* announcing_interface(const std::vector<Interface>& interfaces, Ipv4Address address,
                                      const std::string& vip_interface) {
    const Interface* best = nullptr;
    int best_length = -1;
    for (const Interface& candidate : interfaces) {
        for (const InterfaceAddress& subnet : candidate.addresses) {
            if (subnet.prefix_length < 32 && subnet.contains(address) &&
                subnet.prefix_length > best_length) {
                best = &candidate;
                best_length = subnet.prefix_length;
            }
        }
    }
    if (best != nullptr) {
        return best;
    }
    const auto named = std::find_if(interfaces.begin(), interfaces.end(),
                                    [&](const Interface& i) { return i.name == vip_interface; });
    return named == interfaces.end() ? nullptr : &*named;
}

Result<std::unique_ptr<InterfaceTable>> InterfaceTable::open(EventLoop& loop, int ignored_index) {
    UniqueFd fd(::socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, NETLINK_ROUTE));
    sockaddr_nl groups{};
    groups.nl_family = AF_NETLINK;
    groups.nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR;
    if (!fd || ::bind(fd.get(), reinterpret_cast<const sockaddr*>(&groups), sizeof groups) != 0) {
        return system_error("cannot follow changes of the interfaces");
    }
    return std::unique_ptr<InterfaceTable>(new InterfaceTable(loop, std::move(fd), ignored_index));
}

InterfaceTable::InterfaceTable(EventLoop& loop, UniqueFd notifications, int ignored_index)
    : notifications_(std::move(notifications)), ignored_index_(ignored_index) {
    watch_ = std::make_unique<Watch>(loop, notifications_.get(), [this](Ready) { drain(); });
    watch_->want(true, false);
}

void InterfaceTable::drain() {
    alignas(nlmsghdr) std::array<char, 32768> buffer;
    while (true) {
        const ssize_t got = ::recv(notifications_.get(), buffer.data(), buffer.size(), 0);
        if (got < 0) {
            stale_ = stale_ || errno == ENOBUFS;  // some were lost
            if (errno == ENOBUFS || errno == EINTR) {
                continue;
            }
            return;
        }
        int left = static_cast<int>(got);
        for (auto* header = reinterpret_cast<nlmsghdr*>(buffer.data());
             left >= static_cast<int>(sizeof(nlmsghdr)) && header->nlmsg_len >= sizeof(nlmsghdr) &&
             static_cast<int>(header->nlmsg_len) <= left;) {
            const bool of_address =
                header->nlmsg_type == RTM_NEWADDR || header->nlmsg_type == RTM_DELADDR;
            const int index =
                of_address
                    ? static_cast<int>(static_cast<ifaddrmsg*>(NLMSG_DATA(header))->ifa_index)
                    : static_cast<ifinfomsg*>(NLMSG_DATA(header))->ifi_index;
            stale_ = stale_ || index != ignored_index_;
            const int step = static_cast<int>(NLMSG_ALIGN(header->nlmsg_len));
            left -= step;
            header = reinterpret_cast<nlmsghdr*>(reinterpret_cast<char*>(header) + step);
        }
    }
}

const std::vector<Interface>& InterfaceTable::interfaces() {
    if (stale_) {
        drain();
        interfaces_ = list_interfaces();
        stale_ = false;
    }
    return interfaces_;
}

}  // namespace holdfast::reference::shell
