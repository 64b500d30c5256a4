// SPDX-License-Identifier: Apache-2.0
// Datagrams with the kernel's own stamps: what a busy reader does late is still dated right.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdint>
#include <optional>
#include <span>

#include "base/time.h"

namespace holdfast::harness::mininet {

/// CLOCK_REALTIME less `epoch`, which is a run's Instant 0.
Instant clock_now(Duration epoch);

/// Pauses the calling thread's timers no longer than asked (the default adds 50 us).
void precise_timers();

struct Datagram {
    std::size_t size = 0;
    sockaddr_in from{};
    Instant at;  ///< arrival at the socket, by the kernel
};

/// Asks the kernel to stamp what arrives on the socket.
void stamp_arrivals(int socket);
/// The next datagram, none when there is none now.
std::optional<Datagram> receive_stamped(int socket, std::span<std::uint8_t> into, Duration epoch);

}  // namespace holdfast::harness::mininet
