// SPDX-License-Identifier: Apache-2.0
// Hears what other nodes answer to the question who has an address (HDL-10).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>

#include "base/address.h"
#include "base/result.h"
#include "reference/shell/event_loop.h"
#include "reference/shell/unique_fd.h"

namespace holdfast::reference::shell {

/// The address that an ARP packet claims for its sender; none: it is no reply for IPv4 on Ethernet.
std::optional<Ipv4Address> answered_address(std::span<const std::uint8_t> arp);

class ArpListener {
  public:
    /// Called for each reply that reaches one of this machine's interfaces.
    using Answered = std::function<void(Ipv4Address address)>;
    static Result<std::unique_ptr<ArpListener>> open(EventLoop& loop, Answered answered);

  private:
    ArpListener(EventLoop& loop, UniqueFd fd, Answered answered);
    void drain();

    UniqueFd fd_;
    Answered answered_;
    std::unique_ptr<Watch> watch_;
};

}  // namespace holdfast::reference::shell
