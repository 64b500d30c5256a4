// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/tcp_segments.h"

#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace holdfast::reference::shell {

std::uint64_t segments_of(int socket) {
    tcp_info told{};
    socklen_t size = sizeof told;
    const bool known = ::getsockopt(socket, IPPROTO_TCP, TCP_INFO, &told, &size) == 0;
    return known ? std::uint64_t{told.tcpi_segs_in} + told.tcpi_segs_out : 0;
}

}  // namespace holdfast::reference::shell
