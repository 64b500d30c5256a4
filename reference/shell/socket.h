// SPDX-License-Identifier: Apache-2.0
// Non-blocking IPv4 sockets and what this shell sets on them.
#pragma once

#include <netinet/in.h>

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/address.h"
#include "base/result.h"
#include "base/time.h"
#include "reference/shell/unique_fd.h"

namespace holdfast::reference::shell {

/// An address with a port: "198.18.0.11:8443".
struct Endpoint {
    Ipv4Address address;
    std::uint16_t port = 0;
    auto operator<=>(const Endpoint&) const = default;
};

std::string to_string(const Endpoint& endpoint);
Result<Endpoint> parse_endpoint(std::string_view text);

sockaddr_in to_sockaddr(const Endpoint& endpoint);
Endpoint to_endpoint(const sockaddr_in& address);

/// The sentence for errno after `what` did not work: "cannot bind 192.0.2.100:80: Permission
/// denied".
Error system_error(const std::string& what);

enum class SocketKind { tcp, udp };
Result<UniqueFd> open_socket(SocketKind kind);
/// Sets an integer option; these options exist on every kernel that this runs on, so a refusal is
/// ours.
void set_option(int fd, int level, int name, int value);
/// Binds. `free`: the address need not be here yet (IP_FREEBIND), as for an address that is about
/// to be taken over.
Result<void> bind_to(int fd, const Endpoint& local, bool free);
/// A dead peer is noticed within `limit`, whether or not data is on its way; when none is, the
/// kernel takes whole seconds, two at least.
void notice_dead_peer(int fd, Duration limit);
/// The next close sends RST and drops what is queued.
void reset_on_close(int fd);

}  // namespace holdfast::reference::shell
