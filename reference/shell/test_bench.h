// SPDX-License-Identifier: Apache-2.0
// What this folder's tests share: a folder that goes away, a loop that runs until something is
// true, a network namespace of a test's own.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>

#include "reference/shell/event_loop.h"
#include "reference/shell/socket.h"

namespace holdfast::reference::shell {

/// Of the virtual services of tests.
constexpr Ipv4Address vip{0xc0000264};  // 192.0.2.100

/// Whether this network namespace has the address: only then can a socket be bound to it.
inline bool is_here(Ipv4Address address) {
    const UniqueFd fd = *open_socket(SocketKind::udp);
    const sockaddr_in local = to_sockaddr({address, 9});
    return ::bind(fd.get(), reinterpret_cast<const sockaddr*>(&local), sizeof local) == 0;
}

class TemporaryFolder {
  public:
    TemporaryFolder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "holdfast-XXXXXX").string();
        path_ = ::mkdtemp(pattern.data());
    }
    ~TemporaryFolder() { std::filesystem::remove_all(path_); }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    std::string operator/(const std::string& name) const { return (path_ / name).string(); }
    std::string path() const { return path_.string(); }
    std::string write(const std::string& name, const std::string& text) const {
        std::ofstream(path_ / name) << text;
        return *this / name;
    }

  private:
    std::filesystem::path path_;
};

/// Runs the loop until the condition holds; false when `limit` came first.
inline bool run_until(EventLoop& loop, const std::function<bool()>& condition,
                      Duration limit = 10s) {
    const Instant last = loop.now() + limit;
    Timer timer(loop);
    bool held = false;
    std::function<void()> look = [&] {
        held = condition();
        if (held || loop.now() > last) {
            loop.stop();
        } else {
            timer.after(1ms, look);
        }
    };
    loop.post(look);
    loop.run();
    return held;
}

/// A non-blocking socket bound to a port of 127.0.0.1 that the kernel chose.
struct LoopbackSocket {
    explicit LoopbackSocket(SocketKind kind, Endpoint at = {{0x7f000001}, 0})
        : fd(*open_socket(kind)) {
        const sockaddr_in address = to_sockaddr(at);
        EXPECT_EQ(::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
        if (kind == SocketKind::tcp) {
            EXPECT_EQ(::listen(fd.get(), 16), 0);
        }
    }
    Endpoint local() const {
        sockaddr_in address{};
        socklen_t size = sizeof address;
        ::getsockname(fd.get(), reinterpret_cast<sockaddr*>(&address), &size);
        return to_endpoint(address);
    }
    UniqueFd fd;
};

inline UniqueFd connect_to(const Endpoint& peer) {
    UniqueFd fd = *open_socket(SocketKind::tcp);
    const sockaddr_in address = to_sockaddr(peer);
    ::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
    return fd;
}

/// What can be read now; "" for nothing, also at the end.
inline std::string read_now(int fd) {
    std::array<char, 4096> buffer;
    std::string out;
    for (ssize_t got = 0; (got = ::recv(fd, buffer.data(), buffer.size(), 0)) > 0;) {
        out.append(buffer.data(), static_cast<std::size_t>(got));
    }
    return out;
}

inline constexpr int exit_not_permitted = 77;

/// Moves this process into a network namespace of its own, with its loop-back device up; as an
/// unprivileged user, by way of a user namespace.
inline bool enter_private_network() {
    if (::unshare(CLONE_NEWNET) != 0) {
        const uid_t uid = ::getuid();
        if (::unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0) {
            return false;
        }
        std::ofstream("/proc/self/uid_map") << "0 " << uid << " 1\n";
    }
    ifreq request{};
    request.ifr_name[0] = 'l';
    request.ifr_name[1] = 'o';
    request.ifr_flags = IFF_UP;
    const UniqueFd any(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    return ::ioctl(any.get(), SIOCSIFFLAGS, &request) == 0;
}

/// Runs the body of a test in a child with a network namespace of its own. Its failed expectations
/// are printed there and fail the caller.
/// `needs`: what the body may find missing besides; it says so with exit_not_permitted.
inline void in_private_network(const std::function<void()>& body, const std::string& needs = "") {
    const pid_t child = ::fork();
    if (child == 0) {
        if (!enter_private_network()) {
            ::_exit(exit_not_permitted);
        }
        body();
        std::fflush(nullptr);
        ::_exit(::testing::Test::HasFailure() ? 1 : 0);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    if (WIFEXITED(status) && WEXITSTATUS(status) == exit_not_permitted) {
        GTEST_SKIP() << "needs a network namespace" << (needs.empty() ? "" : " and " + needs)
                     << ": not permitted here";
    }
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << "wait status " << status;
}

}  // namespace holdfast::reference::shell
