// SPDX-License-Identifier: Apache-2.0
// holdfast-responder: a pool server. Echoes datagrams on one UDP port and bytes on one TCP port,
// where bytes that begin with GET are answered by an HTTP 200 and the connection's end.
//   holdfast-responder [UDP-PORT [TCP-PORT]]      defaults 5000 and 5001; 0: none
#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace {

[[noreturn]] void give_up(const char* what) {
    fmt::print(stderr, "holdfast-responder: {}: {}\n", what, std::strerror(errno));
    std::exit(1);
}

int bound_socket(int type, std::uint16_t port) {
    const int fd = socket(AF_INET, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const int on = 1;
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (fd < 0 || bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
        give_up("cannot bind");
    }
    return fd;
}

/// Sends each datagram back from the address that it was sent to.
void echo_datagrams(int fd) {
    std::array<char, 65536> payload;
    std::array<char, 256> control;
    sockaddr_in peer{};
    while (true) {
        iovec io{payload.data(), payload.size()};
        msghdr message{};
        message.msg_name = &peer;
        message.msg_namelen = sizeof peer;
        message.msg_iov = &io;
        message.msg_iovlen = 1;
        message.msg_control = control.data();
        message.msg_controllen = control.size();
        const ssize_t length = recvmsg(fd, &message, 0);
        if (length < 0) {
            return;
        }
        io.iov_len = static_cast<std::size_t>(length);
        // The control data that came (IP_PKTINFO) says where to send from.
        for (cmsghdr* c = CMSG_FIRSTHDR(&message); c != nullptr; c = CMSG_NXTHDR(&message, c)) {
            if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_PKTINFO) {
                in_pktinfo info{};
                std::memcpy(&info, CMSG_DATA(c), sizeof info);
                info.ipi_ifindex = 0;  // by the routes, not by the interface that it came in on
                info.ipi_spec_dst = info.ipi_addr;
                std::memcpy(CMSG_DATA(c), &info, sizeof info);
            }
        }
        message.msg_flags = 0;
        sendmsg(fd, &message, MSG_NOSIGNAL);
    }
}

constexpr std::string_view http_answer =
    "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\nhere\n";

class TcpEcho {
  public:
    TcpEcho(int poller, int listener) : poller_(poller), listener_(listener) {}

    void accept_all() {
        int fd = -1;
        while ((fd = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0) {
            const int on = 1;
            setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            epoll_event event{EPOLLIN, {.fd = fd}};
            epoll_ctl(poller_, EPOLL_CTL_ADD, fd, &event);
        }
    }

    void serve(int fd, std::uint32_t events) {
        std::vector<char>& waiting = unsent_[fd];
        if ((events & EPOLLOUT) == 0 && !read_more(fd, waiting)) {
            end(fd);
            return;
        }
        if (std::string_view(waiting.data(), waiting.size()).starts_with("GET ")) {
            send(fd, http_answer.data(), http_answer.size(), MSG_NOSIGNAL);
            end(fd);
            return;
        }
        const ssize_t sent = send(fd, waiting.data(), waiting.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno != EAGAIN) {
            end(fd);
            return;
        }
        waiting.erase(waiting.begin(), waiting.begin() + (sent > 0 ? sent : 0));
        // Nothing more is read before all was sent: a slow reader slows only itself.
        epoll_event event{waiting.empty() ? EPOLLIN : EPOLLOUT, {.fd = fd}};
        epoll_ctl(poller_, EPOLL_CTL_MOD, fd, &event);
    }

  private:
    static bool read_more(int fd, std::vector<char>& waiting) {
        std::array<char, 16384> buffer;
        const ssize_t length = recv(fd, buffer.data(), buffer.size(), 0);
        if (length <= 0) {
            return length < 0 && errno == EAGAIN;
        }
        waiting.insert(waiting.end(), buffer.begin(), buffer.begin() + length);
        return true;
    }
    void end(int fd) {
        close(fd);
        unsent_.erase(fd);
    }

    int poller_;
    int listener_;
    std::unordered_map<int, std::vector<char>> unsent_;
};

std::uint16_t port_argument(int count, char** values, int index, std::uint16_t otherwise) {
    if (index >= count) {
        return otherwise;
    }
    char* end = nullptr;
    const long port = std::strtol(values[index], &end, 10);
    if (end == values[index] || *end != '\0' || port < 0 || port > 65535) {
        fmt::print(stderr, "holdfast-responder: {} is no port (0 to 65535)\n", values[index]);
        std::exit(3);
    }
    return static_cast<std::uint16_t>(port);
}

}  // namespace

int main(int count, char** values) {
    const std::uint16_t udp_port = port_argument(count, values, 1, 5000);
    const std::uint16_t tcp_port = port_argument(count, values, 2, 5001);
    const int poller = epoll_create1(EPOLL_CLOEXEC);
    int udp = -1;
    int tcp = -1;
    if (udp_port != 0) {
        const int on = 1;
        udp = bound_socket(SOCK_DGRAM, udp_port);
        setsockopt(udp, IPPROTO_IP, IP_PKTINFO, &on, sizeof on);
        epoll_event event{EPOLLIN, {.fd = udp}};
        epoll_ctl(poller, EPOLL_CTL_ADD, udp, &event);
    }
    if (tcp_port != 0) {
        tcp = bound_socket(SOCK_STREAM, tcp_port);
        if (listen(tcp, 1024) != 0) {
            give_up("cannot listen");
        }
        epoll_event event{EPOLLIN, {.fd = tcp}};
        epoll_ctl(poller, EPOLL_CTL_ADD, tcp, &event);
    }
    TcpEcho echo(poller, tcp);
    std::array<epoll_event, 64> events;
    while (true) {
        const int ready = epoll_wait(poller, events.data(), events.size(), -1);
        for (int i = 0; i < ready; ++i) {
            const auto& event = events[static_cast<std::size_t>(i)];
            if (event.data.fd == udp) {
                echo_datagrams(udp);
            } else if (event.data.fd == tcp) {
                echo.accept_all();
            } else {
                echo.serve(event.data.fd, event.events);
            }
        }
    }
}
