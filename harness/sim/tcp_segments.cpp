// SPDX-License-Identifier: Apache-2.0
// The wire's side: segments in, segments out, retransmission.
#include <algorithm>
#include <utility>

#include "harness/sim/kernel.h"
#include "harness/sim/network.h"
#include "harness/sim/process.h"
#include "harness/sim/tcp.h"

namespace holdfast::harness::sim {

namespace {

using packet::Ipv4;
using TcpSegment = packet::Tcp;

constexpr std::size_t segment_max = 1460;  // 1500 bytes without two headers of 20
// Linux waits 1 s for the answer to a SYN (RFC 6298) and 200 ms at the least for that to data.
constexpr Duration handshake_timeout = 1s;
constexpr Duration data_timeout = 200ms;
constexpr Duration data_timeout_max = 1s;
constexpr Duration give_up_after = 15s;
constexpr Duration keepalive_interval = 1s;

/// Sequence numbers wrap: a is before b when b is less than half the circle ahead.
bool before(std::uint32_t a, std::uint32_t b) {
    return static_cast<std::int32_t>(a - b) < 0;
}

bool has(const TcpSegment& segment, std::uint8_t flag) {
    return (segment.flags & flag) != 0;
}

}  // namespace

// ---- in ----------------------------------------------------------------------------------------

void Tcp::receive(const Ipv4& packet) {
    const auto& segment = std::get<TcpSegment>(packet.content);
    const auto found = by_ends_.find(
        {{packet.destination, segment.destination_port}, {packet.source, segment.source_port}});
    if (found == by_ends_.end()) {
        answer_unknown(packet, segment);
        return;
    }
    Connection& connection = connections_.at(found->second);
    connection.last_heard = kernel_.network().now;
    if (connection.state == State::syn_sent) {
        receive_in_syn_sent(connection, packet);
    } else {
        receive_open(connection, segment);
    }
}

void Tcp::answer_unknown(const Ipv4& packet, const TcpSegment& segment) {
    if (has(segment, TcpSegment::rst)) {
        return;
    }
    const auto listener = listeners_.find(segment.destination_port);
    if (segment.flags == TcpSegment::syn && listener != listeners_.end()) {
        Connection& connection = create({packet.destination, segment.destination_port},
                                        {packet.source, segment.source_port});
        connection.owner = listener->second;
        connection.state = State::syn_received;
        connection.expected = segment.sequence + 1;
        transmit(connection, TcpSegment::syn | TcpSegment::ack, connection.next, {});
        ++connection.next;
        arm(connection);
        return;
    }
    refuse(packet, segment);
}

/// RFC 9293 3.10.7.1: no such connection, so a reset that the sender will believe.
void Tcp::refuse(const Ipv4& packet, const TcpSegment& segment) {
    TcpSegment reset;
    reset.source_port = segment.destination_port;
    reset.destination_port = segment.source_port;
    reset.flags = TcpSegment::rst;
    if (has(segment, TcpSegment::ack)) {
        reset.sequence = segment.acknowledgement;
    } else {
        reset.flags |= TcpSegment::ack;
        reset.acknowledgement =
            segment.sequence + static_cast<std::uint32_t>(segment.payload.size()) +
            (has(segment, TcpSegment::syn) ? 1 : 0) + (has(segment, TcpSegment::fin) ? 1 : 0);
    }
    kernel_.send({packet.destination, packet.source, 64, std::move(reset)});
}

void Tcp::receive_in_syn_sent(Connection& connection, const Ipv4& packet) {
    const auto& segment = std::get<TcpSegment>(packet.content);
    if (!has(segment, TcpSegment::ack)) {
        return;
    }
    if (segment.acknowledgement != connection.next) {
        // The peer still has an older connection with these ports; the reset ends that one.
        if (!has(segment, TcpSegment::rst)) {
            refuse(packet, segment);
        }
        return;
    }
    if (has(segment, TcpSegment::rst)) {
        end(connection, StreamEvent::Kind::refused);
        return;
    }
    if (!has(segment, TcpSegment::syn)) {
        return;
    }
    connection.state = State::established;
    connection.expected = segment.sequence + 1;
    connection.unacknowledged = segment.acknowledgement;
    connection.acknowledge = true;
    const StreamId id = connection.id;
    tell(connection, StreamEvent::Kind::opened);
    // The program may have sent a line, which carries the acknowledgement, or closed the stream.
    if (const auto still = connections_.find(id); still != connections_.end()) {
        push(still->second);
    }
}

void Tcp::receive_open(Connection& connection, const TcpSegment& segment) {
    if (has(segment, TcpSegment::rst)) {
        if (segment.sequence == connection.expected) {
            end(connection, StreamEvent::Kind::reset);
        }
        return;
    }
    if (has(segment, TcpSegment::syn)) {
        // Our answer was lost, or somebody else's connection used these ports: RFC 5961 says to
        // repeat where we are.
        const bool again = connection.state == State::syn_received;
        transmit(connection, again ? TcpSegment::syn | TcpSegment::ack : TcpSegment::ack,
                 again ? connection.unacknowledged : connection.next, {});
        return;
    }
    const StreamId id = connection.id;
    if (take_acknowledgement(connection, segment)) {
        take_data(id, segment);
    }
}

/// False when the connection has ended with it.
bool Tcp::take_acknowledgement(Connection& connection, const TcpSegment& segment) {
    const std::uint32_t acknowledged = segment.acknowledgement;
    if (!has(segment, TcpSegment::ack) || !before(connection.unacknowledged, acknowledged) ||
        before(connection.next, acknowledged)) {
        return true;
    }
    std::size_t bytes = acknowledged - connection.unacknowledged;
    const StreamId id = connection.id;
    if (connection.state == State::syn_received) {
        connection.state = State::established;
        --bytes;  // the SYN
        connection.unacknowledged = acknowledged - static_cast<std::uint32_t>(bytes);
        tell(connection, StreamEvent::Kind::accepted);
        if (!connections_.contains(id)) {
            return false;
        }
    }
    connection.unsent_or_unacked.erase(0, std::min(bytes, connection.unsent_or_unacked.size()));
    connection.unacknowledged = acknowledged;
    if (connection.fin_sent && connection.fin_received && !outstanding(connection)) {
        erase(connection);
        return false;
    }
    arm(connection);
    return true;
}

void Tcp::take_data(StreamId id, const TcpSegment& segment) {
    Connection& connection = connections_.at(id);
    const bool fin = has(segment, TcpSegment::fin);
    if (segment.payload.empty() && !fin) {
        if (before(segment.sequence, connection.expected)) {  // a keepalive asks for an answer
            connection.acknowledge = true;
            push(connection);
        }
        return;
    }
    connection.acknowledge = true;
    // Out of order or repeated: only the acknowledgement is repeated, the sender goes back to it.
    if (segment.sequence == connection.expected && !connection.fin_received) {
        connection.expected += static_cast<std::uint32_t>(segment.payload.size());
        connection.partial_line.append(segment.payload.begin(), segment.payload.end());
        if (fin) {
            ++connection.expected;
            connection.fin_received = true;
        }
        deliver_lines(id);
    }
    const auto still = connections_.find(id);
    if (still == connections_.end()) {
        return;
    }
    Connection& after = still->second;
    if (!after.fin_received) {
        push(after);
        return;
    }
    // Nobody here writes into a stream that its reader has left: our end follows at once.
    const Connection told = after;
    after.owner = nullptr;
    after.fin_wanted = true;
    push(after);
    if (!outstanding(after)) {
        erase(after);
    }
    tell(told, StreamEvent::Kind::closed);
}

void Tcp::deliver_lines(StreamId id) {
    for (auto at = connections_.find(id); at != connections_.end(); at = connections_.find(id)) {
        Connection& connection = at->second;
        const auto line_end = connection.partial_line.find('\n');
        if (line_end == std::string::npos) {
            return;
        }
        std::string line = connection.partial_line.substr(0, line_end);
        connection.partial_line.erase(0, line_end + 1);
        tell(connection, StreamEvent::Kind::line, std::move(line));
    }
}

// ---- out ---------------------------------------------------------------------------------------

bool Tcp::outstanding(const Connection& connection) const {
    return connection.unacknowledged != connection.next;
}

/// Sends what was never sent, and an acknowledgement if nothing else carried it.
void Tcp::push(Connection& connection) {
    if (connection.state != State::established) {
        return;
    }
    const bool idle = !outstanding(connection);
    flush(connection);
    if (idle && outstanding(connection)) {
        arm(connection);
    }
}

void Tcp::flush(Connection& connection) {
    const std::string& bytes = connection.unsent_or_unacked;
    for (std::size_t sent = connection.next - connection.unacknowledged;
         sent < bytes.size() && !connection.fin_sent;) {
        const std::size_t size = std::min(segment_max, bytes.size() - sent);
        transmit(connection, TcpSegment::ack | TcpSegment::psh, connection.next,
                 std::string_view(bytes).substr(sent, size));
        connection.next += static_cast<std::uint32_t>(size);
        sent += size;
    }
    if (connection.fin_wanted && !connection.fin_sent) {
        transmit(connection, TcpSegment::ack | TcpSegment::fin, connection.next, {});
        ++connection.next;
        connection.fin_sent = true;
    }
    if (connection.acknowledge) {
        transmit(connection, TcpSegment::ack, connection.next, {});
    }
}

void Tcp::transmit(Connection& connection, std::uint8_t flags, std::uint32_t sequence,
                   std::string_view payload) {
    TcpSegment segment;
    segment.source_port = connection.local.port;
    segment.destination_port = connection.remote.port;
    segment.sequence = sequence;
    segment.acknowledgement = (flags & TcpSegment::ack) != 0 ? connection.expected : 0;
    segment.flags = flags;
    segment.payload.assign(payload.begin(), payload.end());
    if ((flags & TcpSegment::ack) != 0) {
        connection.acknowledge = false;
    }
    kernel_.send({connection.local.address, connection.remote.address, 64, std::move(segment)});
}

void Tcp::send_reset(const Connection& connection) {
    if (connection.state == State::syn_sent) {
        return;  // the peer knows of nothing yet, or will hear it from answer_unknown()
    }
    TcpSegment segment;
    segment.source_port = connection.local.port;
    segment.destination_port = connection.remote.port;
    segment.sequence = connection.next;
    segment.acknowledgement = connection.expected;
    segment.flags = TcpSegment::rst | TcpSegment::ack;
    kernel_.send({connection.local.address, connection.remote.address, 64, std::move(segment)});
}

// ---- retransmission ----------------------------------------------------------------------------

/// Something was sent into silence, or acknowledged: the clock starts anew.
void Tcp::arm(Connection& connection) {
    connection.timeout = connection.state == State::established ? data_timeout : handshake_timeout;
    connection.waiting_since = kernel_.network().now;
    connection.deadline = connection.waiting_since + connection.timeout;
    if (outstanding(connection)) {
        set_timer(connection);
    }
}

/// One timer a connection: an early one is left where it is and looks at the deadline when it
/// fires.
void Tcp::set_timer(Connection& connection) {
    Timers& timers = kernel_.network().timers;
    if (connection.timer != 0 && connection.timer_due <= connection.deadline) {
        return;
    }
    timers.cancel(connection.timer);
    connection.timer_due = connection.deadline;
    connection.timer =
        timers.call_at(connection.deadline, [this, id = connection.id] { timer_fired(id); });
}

void Tcp::timer_fired(StreamId id) {
    const auto found = connections_.find(id);
    if (found == connections_.end()) {
        return;
    }
    Connection& connection = found->second;
    const Instant now = kernel_.network().now;
    connection.timer = 0;
    if (!outstanding(connection)) {
        return;
    }
    if (now >= connection.deadline) {
        if (now - connection.waiting_since >= patience_of(connection)) {
            end(connection, StreamEvent::Kind::timed_out);
            return;
        }
        retransmit(connection);
        connection.timeout = connection.state == State::established
                                 ? std::min(2 * connection.timeout, data_timeout_max)
                                 : 2 * connection.timeout;
        connection.deadline =
            std::min(now + connection.timeout, connection.waiting_since + patience_of(connection));
    }
    set_timer(connection);
}

Duration Tcp::patience_of(const Connection& connection) {
    return std::min(give_up_after, connection.dead_after.value_or(give_up_after));
}

/// As Linux with SO_KEEPALIVE: idle for half the limit, then a probe a second, and at the limit it
/// is over.
void Tcp::watch_silence(StreamId stream) {
    const auto found = connections_.find(stream);
    if (found == connections_.end()) {
        return;
    }
    Connection& connection = found->second;
    const Instant now = kernel_.network().now;
    const Duration limit = *connection.dead_after;
    const Instant idle_until = connection.last_heard + limit / 2;
    const Instant dead_at = connection.last_heard + limit;
    if (connection.state == State::established && now >= dead_at) {
        send_reset(connection);
        end(connection, StreamEvent::Kind::timed_out);
        return;
    }
    Instant next = idle_until;
    if (connection.state != State::established) {
        next = now + keepalive_interval;  // the handshake has a patience of its own
    } else if (now >= idle_until) {
        transmit(connection, TcpSegment::ack, connection.next - 1, {});
        next = std::min(now + keepalive_interval, dead_at);
    }
    connection.silence_timer =
        kernel_.network().timers.call_at(next, [this, stream] { watch_silence(stream); });
}

/// Go back to the first unacknowledged byte and send everything from there again.
void Tcp::retransmit(Connection& connection) {
    if (connection.state != State::established) {
        const bool answering = connection.state == State::syn_received;
        transmit(connection, answering ? TcpSegment::syn | TcpSegment::ack : TcpSegment::syn,
                 connection.unacknowledged, {});
        return;
    }
    connection.next = connection.unacknowledged;
    connection.fin_sent = false;
    flush(connection);
}

}  // namespace holdfast::harness::sim
