// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/kernel_parameters.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "reference/shell/socket.h"

namespace holdfast::reference::shell {

namespace {

std::string path_of(std::string name) {
    std::transform(name.begin(), name.end(), name.begin(), [](char c) {
        return c == '.' ? '/' : c == '/' ? '.' : c;
    });
    return "/proc/sys/" + name;
}

/// Of an interface, by its name as a parameter.
std::string parameter(const std::string& interface, std::string_view what) {
    std::string name = interface;
    std::replace(name.begin(), name.end(), '.', '/');
    return fmt::format("net.ipv4.conf.{}.{}", name, what);
}

}  // namespace

Result<void> set_kernel_parameter(const std::string& name, std::string_view value) {
    const UniqueFd file(::open(path_of(name).c_str(), O_WRONLY | O_CLOEXEC));
    if (!file ||
        ::write(file.get(), value.data(), value.size()) != static_cast<ssize_t>(value.size())) {
        return system_error("cannot set " + name);
    }
    return success;
}

bool can_set_kernel_parameter(const std::string& name) {
    return ::access(path_of(name).c_str(), W_OK) == 0;
}

bool can_permit_unanswered_addresses(const std::string& interface) {
    return can_set_kernel_parameter(parameter(interface, "arp_ignore")) &&
           can_set_kernel_parameter(parameter(interface, "arp_announce"));
}

// ip-sysctl: arp_ignore 3 answers for no address of scope host, arp_announce 2 asks by the
// interface's own address.
Result<void> permit_unanswered_addresses(const std::string& interface) {
    if (const auto set = set_kernel_parameter(parameter(interface, "arp_ignore"), "3");
        set.has_error()) {
        return set;
    }
    return set_kernel_parameter(parameter(interface, "arp_announce"), "2");
}

}  // namespace holdfast::reference::shell
