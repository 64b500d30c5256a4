// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/datagrams.h"

#include <cerrno>

namespace holdfast::reference::shell {

DatagramBatch::DatagramBatch() : memory_(capacity * datagram_max) {}

std::size_t DatagramBatch::receive(int fd) {
    for (std::size_t i = 0; i < capacity; ++i) {
        parts_[i] = {memory_.data() + i * datagram_max, datagram_max};
        messages_[i] = {};
        messages_[i].msg_hdr.msg_name = &addresses_[i];
        messages_[i].msg_hdr.msg_namelen = sizeof addresses_[i];
        messages_[i].msg_hdr.msg_iov = &parts_[i];
        messages_[i].msg_hdr.msg_iovlen = 1;
    }
    // An ICMP error of an earlier datagram is reported once, then the queue can be read.
    refused_ = false;
    for (int attempt = 0; attempt < 2; ++attempt) {
        const int got = ::recvmmsg(fd, messages_.data(), capacity, MSG_DONTWAIT, nullptr);
        if (got >= 0) {
            return static_cast<std::size_t>(got);
        }
        refused_ |= errno == ECONNREFUSED;
    }
    return 0;
}

std::size_t DatagramBatch::send(int fd, std::size_t first, std::size_t last,
                                const sockaddr_in* to) {
    sockaddr_in address{};
    if (to != nullptr) {
        address = *to;
    }
    for (std::size_t i = first; i < last; ++i) {
        parts_[i].iov_len = messages_[i].msg_len;
        messages_[i].msg_hdr.msg_name = to == nullptr ? nullptr : &address;
        messages_[i].msg_hdr.msg_namelen = to == nullptr ? 0 : sizeof address;
    }
    std::size_t sent = 0;
    refused_ = false;
    for (int failures = 0; first + sent < last && failures < 2;) {
        const int taken =
            ::sendmmsg(fd, messages_.data() + first + sent,
                       static_cast<unsigned>(last - first - sent), MSG_DONTWAIT | MSG_NOSIGNAL);
        if (taken > 0) {
            sent += static_cast<std::size_t>(taken);
        } else {
            ++failures;
            refused_ |= errno == ECONNREFUSED;
        }
    }
    return sent;
}

}  // namespace holdfast::reference::shell
