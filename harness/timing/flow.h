// SPDX-License-Identifier: Apache-2.0
// One flow at one tap, by the best method that its packets allow.
#pragma once

#include <memory>
#include <optional>

#include "harness/timing/arrivals.h"
#include "harness/timing/flow_key.h"
#include "harness/timing/series.h"
#include "harness/timing/tcp_track.h"

namespace holdfast::harness::timing {

/// How a flow is measured, best first.
enum class Method : std::uint8_t {
    probe,         ///< a probe of ours: sequence and send time in its payload
    echo,          ///< ICMP echo: sequence numbers (RFC 792, RFC 4443)
    connects,      ///< attempts to open TCP connections, and their answers
    tcp,           ///< a TCP connection: segments, acknowledgements, retransmissions
    tcp_arrivals,  ///< a steady TCP connection of which the tap sees only what arrived
    udp_pairs,     ///< UDP requests, each answered before the next
    udp_arrivals,  ///< steady UDP of which only arrivals are known
};

/// Whose packet of a flow comes from a new link-layer address, or goes to one.
struct MacChange {
    bool to_server = false;  ///< a client's packet, by its destination; else a server's, by source
    dissect::Mac before = 0;
    dissect::Mac mac = 0;
    Instant at;
    PacketRef packet;
    Instant last_before;  ///< the last packet with the address before
    PacketRef last_before_packet;
};

class Flow {
  public:
    /// `client_is_one`: which end of the key asks.
    Flow(const FlowKey& key, bool client_is_one, Duration threshold, const CaptureWatch* watch)
        : key_(key), client_is_one_(client_is_one), threshold_(threshold), watch_(watch) {}

    void take_probe(bool from_one, const Sighting& sighting, std::uint32_t id);
    void take_echo(bool request, std::uint16_t sequence, Sighting sighting);
    void take_udp(bool from_one, Sighting sighting);
    void take_tcp(bool from_one, const dissect::Frame& frame, Instant at, PacketRef packet);
    /// Of the series of connection attempts: which number this one has.
    std::uint64_t begin_attempt(Sighting sighting);
    void answer_attempt(std::uint64_t attempt, Sighting sighting);

    /// Notes the link-layer addresses; the change, if there is one.
    std::optional<MacChange> note_macs(bool from_one, const dissect::Frame& frame, Instant at,
                                       PacketRef packet);
    void finish(Instant end);

    const FlowKey& key() const { return key_; }
    bool client_is_one() const { return client_is_one_; }
    dissect::IpAddress client() const { return client_is_one_ ? key_.one : key_.other; }
    dissect::IpAddress server() const { return client_is_one_ ? key_.other : key_.one; }
    std::uint16_t client_port() const { return client_is_one_ ? key_.one_port : key_.other_port; }
    std::uint16_t server_port() const { return client_is_one_ ? key_.other_port : key_.one_port; }

    Method method() const;
    bool two_way() const;
    bool steady() const;
    std::optional<std::uint32_t> probe_id() const { return probe_id_; }
    const Periods& periods() const;
    const Pacing& pacing() const;
    /// Null for flows that are not numbered.
    const Series* series() const;
    const TcpTrack* tcp() const { return tcp_.get(); }
    std::uint64_t packets() const;  ///< that were sent, as far as seen
    Instant first_at() const;
    Instant last_at() const;
    Instant touched() const { return touched_; }
    bool closed() const { return closed_; }
    /// The server's link-layer address and its last packet.
    dissect::Mac server_mac() const { return from_server_.mac; }
    Instant server_seen() const { return from_server_.at; }
    PacketRef server_packet() const { return from_server_.packet; }
    Series& numbered();

    /// TCP: the number of the attempt that opened the connection.
    std::optional<std::uint64_t> attempt;

  private:
    struct Udp {
        explicit Udp(const CaptureWatch* watch) : forth(watch), back(watch) {}
        Arrivals forth;
        Arrivals back;
        std::uint64_t asked = 0;     ///< since the last answer
        std::uint64_t straight = 0;  ///< answers to the packet before
        std::uint64_t answers = 0;
        Duration longest_answer{};  ///< after the request before it
        bool last_was_request = false;
    };
    struct Side {
        dissect::Mac mac = 0;
        Instant at;
        PacketRef packet;
    };
    void turn_round();
    bool pairs() const;
    const Arrivals& arrivals() const;

    FlowKey key_;
    bool client_is_one_;
    Duration threshold_;
    const CaptureWatch* watch_;
    Method kind_ = Method::udp_arrivals;
    std::optional<std::uint32_t> probe_id_;
    std::unique_ptr<Series> series_;
    std::unique_ptr<Udp> udp_;
    std::unique_ptr<TcpTrack> tcp_;
    Side to_server_;
    Side from_server_;
    Instant touched_;
    bool closed_ = false;
    std::uint64_t probes_ = 0;
    std::uint64_t highest_[2] = {0, 0};  ///< of probes: from the client's end, from the server's
    bool seen_[2] = {false, false};
    std::uint64_t echo_highest_ = 0;
};

}  // namespace holdfast::harness::timing
