// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/accepted_from.h"

#include <linux/filter.h>
#include <sys/socket.h>

#include <array>
#include <cstdint>

#include "base/log.h"
#include "reference/shell/socket.h"

namespace holdfast::reference::shell {

// A filter of a listening socket is looked at before the kernel answers anything, and is inherited
// by its connections.
void AcceptedFrom::apply(int socket) const {
    if (all_but_interface == 0) {
        const int unused = 0;  // refused where no filter is, which is as well
        ::setsockopt(socket, SOL_SOCKET, SO_DETACH_FILTER, &unused, sizeof unused);
        return;
    }
    constexpr std::uint32_t whole = 0xffffffff;
    std::array<sock_filter, 4> code{
        sock_filter BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
                             static_cast<std::uint32_t>(SKF_AD_OFF + SKF_AD_IFINDEX)),
        sock_filter BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
                             static_cast<std::uint32_t>(all_but_interface), 0, 1),
        sock_filter BPF_STMT(BPF_RET | BPF_K, 0),
        sock_filter BPF_STMT(BPF_RET | BPF_K, whole),
    };
    const sock_fprog filter{code.size(), code.data()};
    if (::setsockopt(socket, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter) != 0) {
        log::error("data path", "{}", system_error("cannot filter a socket").message);
    }
}

}  // namespace holdfast::reference::shell
