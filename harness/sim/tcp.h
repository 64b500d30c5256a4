// SPDX-License-Identifier: Apache-2.0
// A small TCP: what a moving VIP can do to a connection, in real segments. Handshake, ordered data
// with retransmission, orderly end and resets; no window and no congestion, which nothing here
// depends on (a claim about TCP itself needs real_tcp).
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/rng.h"
#include "base/time.h"
#include "harness/packet/packet.h"
#include "harness/sim/program.h"

namespace holdfast::harness::sim {

class Kernel;
struct Process;

class Tcp {
  public:
    Tcp(Kernel& kernel, const Rng& chance) : kernel_(kernel), chance_(chance) {}

    bool listen(Process& owner, std::uint16_t port);
    void stop_listening(Process& owner, std::uint16_t port);
    StreamId connect(Process& owner, Endpoint to, Endpoint from);
    Endpoint local_end(StreamId stream) const;
    void send(Process& owner, StreamId stream, std::string_view line);
    void close(Process& owner, StreamId stream);
    void abort(Process& owner, StreamId stream);
    void notice_dead_peer(Process& owner, StreamId stream, Duration limit);
    /// The program is gone: its streams end.
    void release(Process& owner, bool orderly);

    void receive(const packet::Ipv4& packet);

  private:
    enum class State { syn_sent, syn_received, established };
    struct Connection {
        StreamId id = 0;
        Endpoint local;
        Endpoint remote;
        State state = State::syn_sent;
        Process* owner = nullptr;          ///< none: the program has closed it, the kernel finishes
        std::uint32_t unacknowledged = 0;  ///< first sequence number not yet acknowledged
        std::uint32_t next = 0;            ///< next sequence number to send
        std::uint32_t expected = 0;        ///< next sequence number from the peer
        std::string unsent_or_unacked;     ///< bytes from `unacknowledged` on, without SYN and FIN
        std::string partial_line;
        bool fin_wanted = false;
        bool fin_sent = false;
        bool fin_received = false;
        bool acknowledge = false;  ///< the peer has not heard of `expected` yet
        Duration timeout{};
        Instant waiting_since;  ///< when the oldest unacknowledged thing was sent first
        Instant deadline;       ///< of the next retransmission
        TimerId timer = 0;
        Instant timer_due;
        std::optional<Duration> dead_after;  ///< of the peer's silence: keepalive, user timeout
        Instant last_heard;
        TimerId silence_timer = 0;
    };
    using Ends = std::pair<Endpoint, Endpoint>;  // local, remote

    Connection* find(StreamId stream, const Process* owner);
    Connection& create(Endpoint local, Endpoint remote);
    void erase(Connection& connection);
    void tell(const Connection& connection, StreamEvent::Kind kind, std::string line = {});
    void end(Connection& connection, StreamEvent::Kind kind);
    std::uint16_t free_port(Endpoint local, Endpoint remote);

    void answer_unknown(const packet::Ipv4& packet, const packet::Tcp& tcp);
    void refuse(const packet::Ipv4& packet, const packet::Tcp& tcp);
    void receive_in_syn_sent(Connection& connection, const packet::Ipv4& packet);
    void receive_open(Connection& connection, const packet::Tcp& tcp);
    bool take_acknowledgement(Connection& connection, const packet::Tcp& tcp);
    void take_data(StreamId stream, const packet::Tcp& tcp);
    void deliver_lines(StreamId stream);

    bool outstanding(const Connection& connection) const;
    void push(Connection& connection);
    void flush(Connection& connection);
    void transmit(Connection& connection, std::uint8_t flags, std::uint32_t sequence,
                  std::string_view payload);
    void send_reset(const Connection& connection);
    void arm(Connection& connection);
    void set_timer(Connection& connection);
    void timer_fired(StreamId stream);
    void retransmit(Connection& connection);
    void watch_silence(StreamId stream);
    static Duration patience_of(const Connection& connection);

    Kernel& kernel_;
    Rng chance_;
    std::map<StreamId, Connection> connections_;
    std::map<Ends, StreamId> by_ends_;
    std::map<std::uint16_t, Process*> listeners_;
    std::uint16_t next_port_ = 32768;
};

}  // namespace holdfast::harness::sim
