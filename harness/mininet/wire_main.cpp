// SPDX-License-Identifier: Apache-2.0
// holdfast-wire: cables between interfaces of one network namespace, with delay and loss: the
// stand-in for netem, which many kernels lack. Carries every frame, both ways.
//
//   holdfast-wire NEAR FAR [NEAR FAR]...
//
// Commands on standard input, one a line, each answered by one line that begins with "ok":
//   set <cable> <delay in ns> <loss, 0 to 1>    from now on, both directions; counts from zero
//   stat <cable>                                ok <frames delayed or dropped> <carried> <dropped>
// Ends with its input.
#include <arpa/inet.h>
#include <fmt/format.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace {

using Nanoseconds = std::int64_t;

// Frames that a cable holds at most, each way: 100 ms of 1 Gbit/s in small frames.
constexpr std::size_t queue_max = 100'000;
// The header that PACKET_VNET_HDR puts before each frame (linux/virtio_net.h is no C++): it keeps
// segmentation and checksum hints, so that even an interface with offloads survives the cable.
constexpr std::size_t hints_size = 10;

struct Held {
    Nanoseconds due = 0;
    std::vector<char> bytes;
};

/// One direction of a cable. Delay is the same for every frame of a setting, so the queue is in
/// order but for a change of it, where a later frame waits for the earlier one.
struct Direction {
    int from = -1;
    int to = -1;
    std::deque<Held> queue;
};

struct Cable {
    std::array<Direction, 2> directions;
    Nanoseconds delay = 0;
    double loss = 0;
    std::uint64_t impaired = 0;
    std::uint64_t carried = 0;
    std::uint64_t dropped = 0;
};

Nanoseconds now() {
    timespec t{};
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1'000'000'000LL + t.tv_nsec;
}

[[noreturn]] void give_up(const std::string& what) {
    fmt::print(stderr, "holdfast-wire: {}: {}\n", what, std::strerror(errno));
    std::exit(1);
}

int open_end(const char* interface) {
    const int fd = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const int on = 1;
    const int buffer = 16 << 20;
    if (fd < 0 || setsockopt(fd, SOL_PACKET, PACKET_VNET_HDR, &on, sizeof on) != 0) {
        give_up("packet socket");
    }
    // Without this it would read back what it sends.
    if (setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &on, sizeof on) != 0) {
        give_up("PACKET_IGNORE_OUTGOING");
    }
    setsockopt(fd, SOL_PACKET, PACKET_QDISC_BYPASS, &on, sizeof on);
    setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &buffer, sizeof buffer);
    setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &buffer, sizeof buffer);
    sockaddr_ll address{};
    address.sll_family = AF_PACKET;
    address.sll_protocol = htons(ETH_P_ALL);
    address.sll_ifindex = static_cast<int>(if_nametoindex(interface));
    packet_mreq all{};
    all.mr_ifindex = address.sll_ifindex;
    all.mr_type = PACKET_MR_PROMISC;
    setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &all, sizeof all);
    if (address.sll_ifindex == 0 ||
        bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
        give_up(interface);
    }
    return fd;
}

class Wire {
  public:
    explicit Wire(std::vector<Cable> cables) : cables_(std::move(cables)) {}

    /// Sends what is due; returns when the next frame is.
    std::optional<Nanoseconds> deliver() {
        std::optional<Nanoseconds> next;
        for (Cable& cable : cables_) {
            for (Direction& d : cable.directions) {
                while (!d.queue.empty() && d.queue.front().due <= now()) {
                    send(cable, d, d.queue.front().bytes.data(), d.queue.front().bytes.size());
                    d.queue.pop_front();
                }
                if (!d.queue.empty() && (!next || d.queue.front().due < *next)) {
                    next = d.queue.front().due;
                }
            }
        }
        return next;
    }

    /// Takes what has arrived on a socket, at most a batch, so that no cable starves another.
    void take(Cable& cable, Direction& d) {
        for (int i = 0; i < 64; ++i) {
            const ssize_t length = read(d.from, frame_.data(), frame_.size());
            if (length <= static_cast<ssize_t>(hints_size)) {
                return;
            }
            accept(cable, d, static_cast<std::size_t>(length));
        }
    }

    std::string command(const std::string& line) {
        std::size_t number = 0;
        long long delay = 0;
        double loss = 0;
        if (std::sscanf(line.c_str(), "set %zu %lld %lf", &number, &delay, &loss) == 3 &&
            number < cables_.size() && delay >= 0 && loss >= 0 && loss <= 1) {
            Cable& cable = cables_[number];
            cable.delay = delay;
            cable.loss = loss;
            cable.impaired = cable.carried = cable.dropped = 0;
            return "ok";
        }
        if (std::sscanf(line.c_str(), "stat %zu", &number) == 1 && number < cables_.size()) {
            const Cable& cable = cables_[number];
            return fmt::format("ok {} {} {}", cable.impaired, cable.carried, cable.dropped);
        }
        return "error: expected set <cable> <delay> <loss>, or stat <cable>";
    }

    std::vector<Cable>& cables() { return cables_; }

  private:
    void accept(Cable& cable, Direction& d, std::size_t length) {
        const bool lost =
            cable.loss > 0 && std::uniform_real_distribution<double>(0, 1)(random_) < cable.loss;
        if (lost || d.queue.size() >= queue_max) {
            ++cable.dropped;
            ++cable.impaired;
            return;
        }
        if (cable.delay == 0 && d.queue.empty()) {
            send(cable, d, frame_.data(), length);
            return;
        }
        ++cable.impaired;
        d.queue.push_back(
            {now() + cable.delay,
             std::vector<char>(frame_.begin(),
                               frame_.begin() + static_cast<std::ptrdiff_t>(length))});
    }
    static void send(Cable& cable, const Direction& d, const char* bytes, std::size_t length) {
        // An end that a fault set down takes nothing, like a cable that is unplugged.
        if (write(d.to, bytes, length) > 0) {
            ++cable.carried;
        } else {
            ++cable.dropped;
        }
    }

    std::vector<Cable> cables_;
    std::array<char, 70'000> frame_{};
    std::mt19937_64 random_{std::random_device{}()};
};

/// Reads whole lines; false at the end of input.
bool read_commands(Wire& wire) {
    static std::string pending;
    std::array<char, 4096> buffer;
    const ssize_t length = read(STDIN_FILENO, buffer.data(), buffer.size());
    if (length <= 0) {
        return false;
    }
    pending.append(buffer.data(), static_cast<std::size_t>(length));
    for (std::size_t end = 0; (end = pending.find('\n')) != std::string::npos;) {
        fmt::print("{}\n", wire.command(pending.substr(0, end)));
        pending.erase(0, end + 1);
    }
    std::fflush(stdout);
    return true;
}

}  // namespace

int main(int count, char** values) {
    if (count < 3 || count % 2 == 0) {
        fmt::print(stderr, "usage: holdfast-wire NEAR FAR [NEAR FAR]...\n");
        return 3;
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_TIMERSLACK, 1);
    std::vector<Cable> cables;
    for (int i = 1; i < count; i += 2) {
        const int near = open_end(values[i]);
        const int far = open_end(values[i + 1]);
        Cable cable;
        cable.directions[0].from = cable.directions[1].to = near;
        cable.directions[0].to = cable.directions[1].from = far;
        cables.push_back(std::move(cable));
    }
    Wire wire(std::move(cables));
    std::vector<pollfd> waiting{{STDIN_FILENO, POLLIN, 0}};
    for (const Cable& cable : wire.cables()) {
        for (const Direction& d : cable.directions) {
            waiting.push_back({d.from, POLLIN, 0});
        }
    }
    fmt::print("ok ready\n");
    std::fflush(stdout);
    while (true) {
        const std::optional<Nanoseconds> next = wire.deliver();
        const Nanoseconds left = next ? std::max<Nanoseconds>(*next - now(), 0) : 0;
        const timespec limit{left / 1'000'000'000, left % 1'000'000'000};
        if (ppoll(waiting.data(), waiting.size(), next ? &limit : nullptr, nullptr) < 0) {
            continue;
        }
        for (std::size_t i = 1; i < waiting.size(); ++i) {
            if ((waiting[i].revents & POLLIN) != 0) {
                Cable& cable = wire.cables()[(i - 1) / 2];
                wire.take(cable, cable.directions[(i - 1) % 2]);
            } else if (waiting[i].revents != 0) {  // an end went down: collect the error
                int error = 0;
                socklen_t size = sizeof error;
                getsockopt(waiting[i].fd, SOL_SOCKET, SO_ERROR, &error, &size);
            }
        }
        if (waiting[0].revents != 0 && !read_commands(wire)) {
            return 0;
        }
    }
}
