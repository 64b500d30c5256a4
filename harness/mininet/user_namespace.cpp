// SPDX-License-Identifier: Apache-2.0
#include "harness/mininet/user_namespace.h"

#include <fmt/format.h>
#include <linux/capability.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "harness/mininet/net_namespace.h"

namespace holdfast::harness::mininet {

Result<void> enter_user_namespace() {
    const uid_t user = geteuid();
    const gid_t group = getegid();
    if (user == 0) {
        return success;
    }
    if (unshare(CLONE_NEWUSER) != 0) {
        return unsupported(
            fmt::format("not root, and no user namespace to be had ({}); run as root, or see "
                        "kernel.unprivileged_userns_clone, user.max_user_namespaces and "
                        "kernel.apparmor_restrict_unprivileged_userns",
                        std::strerror(errno)));
    }
    // The kernel lets us map our group only after setgroups() is given up.
    if (auto done = write_sysctl("/proc/self/setgroups", "deny"); !done) {
        return unsupported(done.error().message);
    }
    if (auto done = write_sysctl("/proc/self/uid_map", fmt::format("0 {} 1", user)); !done) {
        return unsupported(done.error().message);
    }
    if (auto done = write_sysctl("/proc/self/gid_map", fmt::format("0 {} 1", group)); !done) {
        return unsupported(done.error().message);
    }
    // A change of credentials makes a process undumpable, which hands its /proc files to the
    // machine's root; we have to read those of our own children.
    prctl(PR_SET_DUMPABLE, 1);
    return success;
}

std::vector<std::string> missing_capabilities() {
    constexpr std::array<std::pair<unsigned, const char*>, 4> wanted{{
        {CAP_SYS_ADMIN, "CAP_SYS_ADMIN"},
        {CAP_NET_ADMIN, "CAP_NET_ADMIN"},
        {CAP_NET_RAW, "CAP_NET_RAW"},
        {CAP_KILL, "CAP_KILL"},
    }};
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    std::array<__user_cap_data_struct, 2> data{};
    if (syscall(SYS_capget, &header, data.data()) != 0) {
        return {"all (capget failed)"};
    }
    std::vector<std::string> missing;
    for (const auto& [number, name] : wanted) {
        if ((data[number / 32].effective & (1U << (number % 32))) == 0) {
            missing.emplace_back(name);
        }
    }
    return missing;
}

}  // namespace holdfast::harness::mininet
