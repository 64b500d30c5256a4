// SPDX-License-Identifier: Apache-2.0
// What the kernel counts of a TCP connection. By itself, because the kernel's header of it and that
// of the C library exclude each other.
#pragma once

#include <cstdint>

namespace holdfast::reference::shell {

/// Segments in and out since it began; 0 where the kernel does not tell.
std::uint64_t segments_of(int socket);

}  // namespace holdfast::reference::shell
