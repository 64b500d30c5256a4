// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/ip_forwarding.h"

#include <fcntl.h>

#include "reference/shell/socket.h"
#include "reference/shell/unique_fd.h"

namespace holdfast::reference::shell {

Result<void> set_ip_forwarding(bool on) {
    constexpr const char* path = "/proc/sys/net/ipv4/ip_forward";
    const UniqueFd file(::open(path, O_WRONLY | O_CLOEXEC));
    if (!file || ::write(file.get(), on ? "1" : "0", 1) != 1) {
        return system_error(std::string("cannot write ") + path + " (CAP_NET_ADMIN)");
    }
    return success;
}

}  // namespace holdfast::reference::shell
