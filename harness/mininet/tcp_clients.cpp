// SPDX-License-Identifier: Apache-2.0
#include "harness/mininet/tcp_clients.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <map>
#include <mutex>
#include <thread>

#include "harness/mininet/kernel_stamp.h"

namespace holdfast::harness::mininet {

namespace {

using workload::Connection;

constexpr Duration exchange_interval = 50ms;  // of a kept connection
constexpr Duration patience = 1s;             // record.h: Connection::End::timed_out
constexpr std::string_view line = "holdfast\n";

/// A connection that is alive, beside its record.
struct Live {
    Fd socket;
    std::size_t record = 0;  ///< index
    Instant deadline;        ///< of the answer that is awaited
    Instant next_line;       ///< kept and idle: when to speak again
    bool awaiting = true;    ///< an answer, to the SYN or to a line
    std::size_t echoed = 0;  ///< bytes of the line that are back
};

void reset_on_close(int socket) {
    const linger now{1, 0};
    setsockopt(socket, SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

}  // namespace

struct TcpClients::State {
    NetNamespace client;  // a handle of its own: the testbed may move
    std::vector<TcpPlan> plans;
    Settings settings;
    std::atomic<bool> ending{false};
    mutable std::mutex mutex;  // of the two below
    std::vector<Connection> records;
    std::map<std::string, Instant> latest_answer;  ///< opening time of the newest answered one
    std::vector<Live> live;
    std::vector<Instant> next_short;
    std::thread thread;

    Instant now() const { return clock_now(settings.epoch); }
    void run();
    void open(const TcpPlan& plan, bool kept);
    void speak(Live& connection);
    void end(Live& connection, Connection::End how);
    void established(Live& connection);
    void hear(Live& connection);
    void look(Live& connection, short events);
    void act_on_time(Live& connection);
    void wait();
    Instant next_due() const;
};

void TcpClients::State::end(Live& connection, Connection::End how) {
    if (how == Connection::End::timed_out) {
        reset_on_close(connection.socket.get());
    }
    connection.socket.close();
    const std::lock_guard lock(mutex);
    records[connection.record].end = how;
    records[connection.record].ended = now();
}

void TcpClients::State::open(const TcpPlan& plan, bool kept) {
    Live connection;
    connection.socket = Fd(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    const int on = 1;
    setsockopt(connection.socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_addr.s_addr = htonl(plan.destination.value);
    to.sin_port = htons(plan.port);
    const Instant opened = now();
    const int refused =
        connect(connection.socket.get(), reinterpret_cast<const sockaddr*>(&to), sizeof to);
    const int why = refused == 0 ? 0 : errno;
    sockaddr_in from{};
    socklen_t size = sizeof from;
    getsockname(connection.socket.get(), reinterpret_cast<sockaddr*>(&from), &size);
    {
        const std::lock_guard lock(mutex);
        connection.record = records.size();
        Connection record;
        record.id = static_cast<std::uint32_t>(records.size());
        record.service = plan.service;
        record.source_port = ntohs(from.sin_port);
        record.kept = kept;
        record.opened = opened;
        records.push_back(std::move(record));
    }
    connection.deadline = opened + patience;
    if (why != 0 && why != EINPROGRESS) {
        end(connection,
            why == ECONNREFUSED ? Connection::End::refused : Connection::End::timed_out);
        return;
    }
    live.push_back(std::move(connection));
}

void TcpClients::State::speak(Live& connection) {
    connection.awaiting = true;
    connection.echoed = 0;
    connection.deadline = now() + patience;
    connection.next_line = now() + exchange_interval;
    send(connection.socket.get(), line.data(), line.size(), MSG_NOSIGNAL);
}

void TcpClients::State::established(Live& connection) {
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt(connection.socket.get(), SOL_SOCKET, SO_ERROR, &error, &size);
    if (error != 0) {
        end(connection, error == ECONNREFUSED ? Connection::End::refused
                        : error == ECONNRESET ? Connection::End::reset
                                              : Connection::End::timed_out);
        return;
    }
    {
        const std::lock_guard lock(mutex);
        records[connection.record].established = now();
    }
    speak(connection);
}

void TcpClients::State::hear(Live& connection) {
    char buffer[256];
    const ssize_t length = recv(connection.socket.get(), buffer, sizeof buffer, 0);
    if (length < 0 && errno == EAGAIN) {
        return;
    }
    if (length <= 0) {
        end(connection, length < 0 && errno != ECONNRESET ? Connection::End::timed_out
                                                          : Connection::End::reset);
        return;
    }
    connection.echoed += static_cast<std::size_t>(length);
    if (connection.echoed < line.size()) {
        return;
    }
    connection.awaiting = false;
    bool kept = false;
    {
        const std::lock_guard lock(mutex);
        Connection& record = records[connection.record];
        record.answered.push_back(now());
        latest_answer[record.service] = std::max(latest_answer[record.service], record.opened);
        kept = record.kept;
    }
    if (!kept) {
        end(connection, Connection::End::closed);
    }
}

void TcpClients::State::look(Live& connection, short events) {
    if (events == 0) {
        return;
    }
    if (records[connection.record].established) {  // only this thread writes it
        hear(connection);
    } else {
        established(connection);
    }
}

void TcpClients::State::act_on_time(Live& connection) {
    if (connection.awaiting && now() >= connection.deadline) {
        end(connection, Connection::End::timed_out);
    } else if (!connection.awaiting && now() >= connection.next_line) {
        speak(connection);
    }
}

Instant TcpClients::State::next_due() const {
    Instant next = now() + 100ms;
    for (const Instant due : next_short) {
        next = std::min(next, due);
    }
    for (const Live& connection : live) {
        next = std::min(next, connection.awaiting ? connection.deadline : connection.next_line);
    }
    return next;
}

void TcpClients::State::wait() {
    std::vector<pollfd> sockets;
    for (const Live& connection : live) {
        const bool up = records[connection.record].established.has_value();
        sockets.push_back({connection.socket.get(), static_cast<short>(up ? POLLIN : POLLOUT), 0});
    }
    const Duration left = std::max(next_due() - now(), Duration{});
    const timespec limit{static_cast<time_t>(left / 1s), static_cast<long>((left % 1s).count())};
    if (ppoll(sockets.data(), sockets.size(), &limit, nullptr) < 0) {
        return;
    }
    for (std::size_t i = 0; i < sockets.size(); ++i) {
        look(live[i], sockets[i].revents);
    }
}

void TcpClients::State::run() {
    precise_timers();
    if (!client.enter()) {
        return;
    }
    for (const TcpPlan& plan : plans) {
        for (int i = 0; i < settings.kept; ++i) {
            open(plan, true);
        }
    }
    for (std::size_t i = 0; settings.interval > Duration{} && i < plans.size(); ++i) {
        next_short.push_back(now() + settings.interval * static_cast<std::int64_t>(i) /
                                         static_cast<std::int64_t>(plans.size()));
    }
    while (!ending) {
        wait();
        for (std::size_t i = 0; i < next_short.size(); ++i) {
            if (now() >= next_short[i]) {
                open(plans[i], false);
                next_short[i] = std::max(next_short[i] + settings.interval, now());
            }
        }
        for (Live& connection : live) {
            if (connection.socket.valid()) {
                act_on_time(connection);
            }
        }
        std::erase_if(live, [](const Live& connection) { return !connection.socket.valid(); });
    }
}

TcpClients::TcpClients(std::unique_ptr<State> state) : state_(std::move(state)) {}

TcpClients::~TcpClients() {
    state_->ending = true;
    if (state_->thread.joinable()) {
        state_->thread.join();
    }
}

Result<std::unique_ptr<TcpClients>> TcpClients::start(const NetNamespace& client,
                                                      const std::vector<TcpPlan>& plans,
                                                      const Settings& settings) {
    auto state = std::make_unique<State>();
    state->client.fd = Fd(dup(client.fd.get()));
    state->client.inode = client.inode;
    state->plans = plans;
    state->settings = settings;
    if (!state->client.fd.valid()) {
        return system_error("cannot keep the client's namespace");
    }
    State* raw = state.get();
    state->thread = std::thread([raw] { raw->run(); });
    return std::unique_ptr<TcpClients>(new TcpClients(std::move(state)));
}

bool TcpClients::answered(Instant since) const {
    if (state_->settings.interval == Duration{}) {
        return true;
    }
    const std::lock_guard lock(state_->mutex);
    return std::all_of(state_->plans.begin(), state_->plans.end(), [&](const TcpPlan& plan) {
        const auto found = state_->latest_answer.find(plan.service);
        return found != state_->latest_answer.end() && found->second >= since;
    });
}

std::vector<Connection> TcpClients::stop() {
    state_->ending = true;
    if (state_->thread.joinable()) {
        state_->thread.join();
    }
    state_->live.clear();
    return std::move(state_->records);
}

}  // namespace holdfast::harness::mininet
