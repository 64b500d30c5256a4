// SPDX-License-Identifier: Apache-2.0
// Gratuitous ARP: one broadcast frame that tells every neighbour where an address is now. And the
// question that asks them whether one of them has it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/address.h"
#include "base/bytes.h"
#include "base/result.h"
#include "reference/shell/interfaces.h"
#include "reference/shell/unique_fd.h"

namespace holdfast::reference::shell {

/// The ARP packet in its request form: sender and target are both the announced address.
Bytes gratuitous_arp(const MacAddress& sender, Ipv4Address address);
/// The question of a node, by its own address there, who has another one.
Bytes arp_question(const MacAddress& sender, Ipv4Address own, Ipv4Address address);

class Announcer {
  public:
    static Result<std::unique_ptr<Announcer>> open();
    Result<void> announce(const Interface& interface, Ipv4Address address);
    /// By the interface's first address.
    Result<void> ask(const Interface& interface, Ipv4Address address);

  private:
    Result<void> broadcast(const Interface& interface, const Bytes& packet,
                           const std::string& purpose);
    explicit Announcer(UniqueFd fd) : fd_(std::move(fd)) {}
    // One socket for the engine's whole life: closing a packet socket takes 17 to 28 ms.
    UniqueFd fd_;
};

}  // namespace holdfast::reference::shell
