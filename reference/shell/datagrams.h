// SPDX-License-Identifier: Apache-2.0
// Many datagrams with one system call, in buffers that are used again.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace holdfast::reference::shell {

class DatagramBatch {
  public:
    static constexpr std::size_t capacity = 32;
    static constexpr std::size_t datagram_max = 65536;

    DatagramBatch();

    /// Reads what is queued on the socket, at most `capacity`; returns how many.
    std::size_t receive(int fd);
    /// The last receive or send learnt that nobody listens where an earlier datagram went.
    bool refused() const { return refused_; }
    const sockaddr_in& sender(std::size_t index) const { return addresses_[index]; }
    /// Sends datagrams [first, last) of the last receive, to `to` or, connected, to nullptr;
    /// returns how many were taken.
    std::size_t send(int fd, std::size_t first, std::size_t last, const sockaddr_in* to);

  private:
    std::vector<std::uint8_t> memory_;
    bool refused_ = false;
    std::array<iovec, capacity> parts_{};
    std::array<sockaddr_in, capacity> addresses_{};
    std::array<mmsghdr, capacity> messages_{};
};

}  // namespace holdfast::reference::shell
