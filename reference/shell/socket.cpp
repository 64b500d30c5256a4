// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/socket.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>

#include "base/check.h"

namespace holdfast::reference::shell {

std::string to_string(const Endpoint& endpoint) {
    return fmt::format("{}:{}", holdfast::to_string(endpoint.address), endpoint.port);
}

Result<Endpoint> parse_endpoint(std::string_view text) {
    const Error refusal = bad_input(fmt::format(
        "expected an IPv4 address and a port such as 198.18.0.11:8443, found \"{}\"", text));
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) {
        return refusal;
    }
    const Result<Ipv4Address> address = parse_ipv4(text.substr(0, colon));
    const std::string_view digits = text.substr(colon + 1);
    unsigned port = 0;
    const auto [end, trouble] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (!address.has_value() || trouble != std::errc{} || end != digits.data() + digits.size() ||
        port == 0 || port > 65535) {
        return refusal;
    }
    return Endpoint{*address, static_cast<std::uint16_t>(port)};
}

sockaddr_in to_sockaddr(const Endpoint& endpoint) {
    sockaddr_in out{};
    out.sin_family = AF_INET;
    out.sin_addr.s_addr = htonl(endpoint.address.value);
    out.sin_port = htons(endpoint.port);
    return out;
}

Endpoint to_endpoint(const sockaddr_in& address) {
    return {{ntohl(address.sin_addr.s_addr)}, ntohs(address.sin_port)};
}

Error system_error(const std::string& what) {
    const int trouble = errno;
    return failed(fmt::format("{}: {}", what, std::strerror(trouble)));
}

Result<UniqueFd> open_socket(SocketKind kind) {
    const int type = kind == SocketKind::tcp ? SOCK_STREAM : SOCK_DGRAM;
    UniqueFd fd(::socket(AF_INET, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!fd) {
        return system_error("cannot open a socket");
    }
    return fd;
}

void set_option(int fd, int level, int name, int value) {
    const int rc = ::setsockopt(fd, level, name, &value, sizeof value);
    CHECK(rc == 0, "setsockopt level {} option {} value {}: {}", level, name, value,
          std::strerror(errno));
}

Result<void> bind_to(int fd, const Endpoint& local, bool free) {
    if (free) {
        set_option(fd, IPPROTO_IP, IP_FREEBIND, 1);
    }
    if (local.port == 0) {  // the port is chosen at connect(), by the whole four-tuple
        set_option(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1);
    }
    const sockaddr_in address = to_sockaddr(local);
    if (::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        return system_error("cannot bind " + to_string(local));
    }
    return success;
}

void notice_dead_peer(int fd, Duration limit) {
    // Idle for half the limit, then a probe a second until the limit; unacknowledged data has the
    // whole limit.
    const int limit_seconds =
        static_cast<int>(std::chrono::ceil<std::chrono::seconds>(limit).count());
    const int idle = std::max(1, limit_seconds / 2);
    set_option(fd, SOL_SOCKET, SO_KEEPALIVE, 1);
    set_option(fd, IPPROTO_TCP, TCP_KEEPIDLE, idle);
    set_option(fd, IPPROTO_TCP, TCP_KEEPINTVL, 1);
    set_option(fd, IPPROTO_TCP, TCP_KEEPCNT, std::max(1, limit_seconds - idle));
    set_option(fd, IPPROTO_TCP, TCP_USER_TIMEOUT,
               static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(limit).count()));
}

void reset_on_close(int fd) {
    const linger at_once{1, 0};
    ::setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

}  // namespace holdfast::reference::shell
