// SPDX-License-Identifier: Apache-2.0
#include "harness/mininet/kernel_stamp.h"

#include <sys/prctl.h>
#include <time.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace holdfast::harness::mininet {

namespace {
Instant instant_of(const timespec& t, Duration epoch) {
    return Instant(std::chrono::seconds(t.tv_sec) + std::chrono::nanoseconds(t.tv_nsec) - epoch);
}
}  // namespace

Instant clock_now(Duration epoch) {
    timespec t{};
    clock_gettime(CLOCK_REALTIME, &t);
    return instant_of(t, epoch);
}

void precise_timers() {
    prctl(PR_SET_TIMERSLACK, 1);
}

void stamp_arrivals(int socket) {
    const int on = 1;
    setsockopt(socket, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
}

std::optional<Datagram> receive_stamped(int socket, std::span<std::uint8_t> into, Duration epoch) {
    Datagram datagram;
    std::array<char, 128> control;
    iovec io{into.data(), into.size()};
    msghdr message{};
    message.msg_name = &datagram.from;
    message.msg_namelen = sizeof datagram.from;
    message.msg_iov = &io;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    const ssize_t length = recvmsg(socket, &message, MSG_DONTWAIT);
    if (length < 0) {
        return std::nullopt;
    }
    datagram.size = static_cast<std::size_t>(length);
    datagram.at = clock_now(epoch);  // only where the kernel gave no stamp
    for (cmsghdr* c = CMSG_FIRSTHDR(&message); c != nullptr; c = CMSG_NXTHDR(&message, c)) {
        if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_TIMESTAMPNS) {
            timespec stamp{};
            std::memcpy(&stamp, CMSG_DATA(c), sizeof stamp);
            datagram.at = instant_of(stamp, epoch);
        }
    }
    return datagram;
}

}  // namespace holdfast::harness::mininet
