// SPDX-License-Identifier: Apache-2.0
// The program's side: opening, listening, sending, ending.
#include "harness/sim/tcp.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/check.h"
#include "harness/sim/kernel.h"
#include "harness/sim/network.h"
#include "harness/sim/process.h"

namespace holdfast::harness::sim {

Tcp::Connection* Tcp::find(StreamId stream, const Process* owner) {
    const auto found = connections_.find(stream);
    return found == connections_.end() || found->second.owner != owner ? nullptr : &found->second;
}

Tcp::Connection& Tcp::create(Endpoint local, Endpoint remote) {
    Connection connection;
    connection.id = ++kernel_.network().streams;
    connection.local = local;
    connection.remote = remote;
    connection.unacknowledged = static_cast<std::uint32_t>(chance_.below(1ULL << 32));
    connection.next = connection.unacknowledged;
    by_ends_[{local, remote}] = connection.id;
    return connections_.emplace(connection.id, std::move(connection)).first->second;
}

void Tcp::erase(Connection& connection) {
    kernel_.network().timers.cancel(connection.timer);
    kernel_.network().timers.cancel(connection.silence_timer);
    by_ends_.erase({connection.local, connection.remote});
    connections_.erase(connection.id);
}

void Tcp::tell(const Connection& connection, StreamEvent::Kind kind, std::string line) {
    if (connection.owner != nullptr) {
        connection.owner->take(
            StreamEvent{connection.id, kind, connection.local, connection.remote, std::move(line)});
    }
}

/// The last event of a stream. Erased first: the program may act on the news at once.
void Tcp::end(Connection& connection, StreamEvent::Kind kind) {
    const Connection ended = connection;
    erase(connection);
    tell(ended, kind);
}

bool Tcp::listen(Process& owner, std::uint16_t port) {
    return listeners_.try_emplace(port, &owner).second;
}

void Tcp::stop_listening(Process& owner, std::uint16_t port) {
    const auto found = listeners_.find(port);
    if (found != listeners_.end() && found->second == &owner) {
        listeners_.erase(found);
    }
}

std::uint16_t Tcp::free_port(Endpoint local, Endpoint remote) {
    do {
        local.port = next_port_;
        next_port_ = next_port_ == 60999 ? 32768 : static_cast<std::uint16_t>(next_port_ + 1);
    } while (by_ends_.contains({local, remote}) || listeners_.contains(local.port));
    return local.port;
}

StreamId Tcp::connect(Process& owner, Endpoint to, Endpoint from) {
    if (from.address.unspecified()) {
        from.address = kernel_.source_for(to.address).value_or(Ipv4Address{});
    }
    if (from.port == 0) {
        from.port = free_port(from, to);
    }
    CHECK(!by_ends_.contains({from, to}), "{} connects twice from port {}", kernel_.name(),
          from.port);
    Connection& connection = create(from, to);
    connection.owner = &owner;
    transmit(connection, packet::Tcp::syn, connection.next, {});
    ++connection.next;
    arm(connection);
    return connection.id;
}

void Tcp::notice_dead_peer(Process& owner, StreamId stream, Duration limit) {
    if (Connection* connection = find(stream, &owner)) {
        connection->dead_after = limit;
        connection->last_heard = kernel_.network().now;
        watch_silence(stream);
    }
}

Endpoint Tcp::local_end(StreamId stream) const {
    const auto found = connections_.find(stream);
    return found == connections_.end() ? Endpoint{} : found->second.local;
}

void Tcp::send(Process& owner, StreamId stream, std::string_view line) {
    CHECK(line.find('\n') == std::string_view::npos, "a message of several lines: {}", line);
    Connection* connection = find(stream, &owner);
    if (connection == nullptr || connection->fin_wanted) {
        return;
    }
    connection->unsent_or_unacked += line;
    connection->unsent_or_unacked += '\n';
    push(*connection);
}

void Tcp::close(Process& owner, StreamId stream) {
    Connection* connection = find(stream, &owner);
    if (connection == nullptr) {
        return;
    }
    connection->owner = nullptr;
    connection->fin_wanted = true;
    if (connection->state == State::syn_sent) {
        erase(*connection);
    } else {
        push(*connection);
    }
}

void Tcp::abort(Process& owner, StreamId stream) {
    if (Connection* connection = find(stream, &owner)) {
        send_reset(*connection);
        erase(*connection);
    }
}

void Tcp::release(Process& owner, bool orderly) {
    std::erase_if(listeners_, [&](const auto& entry) { return entry.second == &owner; });
    std::vector<StreamId> owned;
    for (const auto& [id, connection] : connections_) {
        if (connection.owner == &owner) {
            owned.push_back(id);
        }
    }
    for (const StreamId id : owned) {
        if (orderly) {
            close(owner, id);
        } else {
            abort(owner, id);
        }
    }
}

}  // namespace holdfast::harness::sim
