// SPDX-License-Identifier: Apache-2.0
// Links, addresses, routes and neighbours of one network namespace, by rtnetlink: microseconds a
// call, where forking `ip` or `bridge` costs milliseconds.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/address.h"
#include "base/bytes.h"
#include "base/fd.h"
#include "base/result.h"

namespace holdfast::harness::mininet {

struct LinkFacts {
    int index = 0;
    std::string name;
    MacAddress mac;
    bool up = false;       ///< administratively
    bool carrier = false;  ///< the other end is up
    /// What is sent is sent: a link whose carrier has just come drops everything until the kernel
    /// has given it a queue.
    bool sends = false;
    std::uint64_t received = 0;
    std::uint64_t transmitted = 0;
    std::optional<std::uint8_t> port_state;  ///< of a bridge port: BR_STATE_*
};

struct AddressFacts {
    int link = 0;
    InterfaceAddress address;
};

class RouteSocket {
  public:
    /// In the calling thread's network namespace; usable from any thread afterwards, one at a time.
    static Result<RouteSocket> open_here();

    Result<LinkFacts> link(const std::string& name) const;
    Result<LinkFacts> link(int index) const;
    Result<void> set_up(int index, bool up) const;
    Result<void> set_port_state(int index, std::uint8_t state) const;

    Result<std::vector<AddressFacts>> addresses() const;
    Result<void> add_address(int index, const InterfaceAddress& address) const;
    Result<void> remove_address(int index, const InterfaceAddress& address) const;
    Result<void> add_route(const InterfaceAddress& destination, Ipv4Address next_hop) const;
    /// No entry is no error.
    Result<void> forget_neighbour(int index, Ipv4Address address) const;

  private:
    explicit RouteSocket(Fd fd) : fd_(std::move(fd)) {}
    /// Sends one request and waits for its acknowledgement.
    Result<void> request(Bytes message, const std::string& what) const;
    Result<LinkFacts> link_reply(Bytes message, const std::string& what) const;

    Fd fd_;
    mutable std::uint32_t sequence_ = 0;
};

/// Switches segmentation and checksum offloads off, so that captures hold the frames of a wire.
/// Acts in the calling thread's namespace.
Result<void> switch_offloads_off(const std::string& interface);

}  // namespace holdfast::harness::mininet
