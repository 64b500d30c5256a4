// SPDX-License-Identifier: Apache-2.0
// A flow whose packets carry a sequence number: probes of ours, ICMP echoes, and requests that were
// numbered as they came. Finds what became of each packet while only those under way are kept.
#pragma once

#include <optional>
#include <vector>

#include "harness/timing/disturbance.h"
#include "harness/timing/pacing.h"
#include "harness/timing/periods.h"
#include "harness/timing/settings.h"

namespace holdfast::harness::timing {

/// One sighting of a numbered packet.
struct Sighting {
    std::uint64_t sequence = 0;
    Instant at;
    PacketRef packet;
    std::optional<Duration> stamp{};  ///< the sender's own clock
    /// Tells hops apart: the same packet seen once more behind a router or with other link-layer
    /// addresses is no duplicate.
    std::uint32_t hop = 0;
};

/// Times in which the sender sent nothing although it should have: no outage (RFC 6412 needs a
/// constant offered load).
struct SenderPause {
    Instant from;
    Instant to;
    PacketRef packet;  ///< the one that ended it
};

class Series {
  public:
    Series(Duration threshold, const CaptureWatch* watch)
        : threshold_(threshold), periods_(watch) {}

    /// On its way to the server.
    void request(const Sighting& sighting);
    /// On its way back. A flow without any is judged by the requests themselves.
    void reply(const Sighting& sighting);
    /// `end`: of the capture. Requests that still had time to be answered are left out.
    void finish(Instant end);

    bool two_way() const { return replies_ > 0; }
    std::uint64_t requests() const { return requests_; }
    std::uint64_t replies() const { return replies_; }
    std::uint64_t duplicates() const { return duplicates_; }
    std::uint64_t out_of_order() const { return out_of_order_; }
    std::uint64_t late() const { return late_; }
    const Disturbances& disturbances() const { return disturbances_; }
    const Pacing& pacing() const { return pacing_; }
    const Periods& periods() const { return periods_; }
    const std::vector<SenderPause>& pauses() const { return pauses_; }
    Duration longest_sender_gap() const { return longest_sender_gap_; }
    Instant first_at() const { return first_at_; }
    Instant last_at() const { return last_at_; }
    /// Packets in front of the first that was answered.
    std::uint64_t unanswered_at_first() const { return unanswered_at_first_; }

    /// What the receiving host says it got, by sequence; without it the capture decides.
    void set_receiver(std::vector<bool> received) { receiver_ = std::move(received); }

  private:
    struct Slot {
        Instant sent;
        Instant received;
        PacketRef sent_packet;
        PacketRef received_packet;
        std::optional<Duration> stamp;
        std::uint32_t request_hop = 0;
        std::uint32_t reply_hop = 0;
        bool requested = false;
        bool replied = false;
    };

    Slot& slot(std::uint64_t sequence) { return slots_[sequence & (slots_.size() - 1)]; }
    bool make_room(std::uint64_t sequence, Instant at);
    void repeated(const Slot& found, const Sighting& sighting);
    void widen();
    bool take_old(const Sighting& sighting);
    void restart(std::uint64_t sequence);
    void resolve_until(Instant now);
    void resolve_front();
    void resolve_all();
    bool receiver_has(std::uint64_t sequence) const;
    void disturbed(Disturbance::Kind kind, const Sighting& sighting);
    void note_request_time(const Sighting& sighting);

    Duration threshold_;
    Periods periods_;
    Pacing pacing_;
    Disturbances disturbances_;
    std::vector<Slot> slots_;  ///< a ring, its size a power of two
    std::uint64_t front_ = 0;  ///< sequence of the oldest that is under way
    std::uint64_t next_ = 0;   ///< behind the newest
    bool began_ = false;
    bool resolved_any_ = false;
    int old_in_a_row_ = 0;  ///< requests from before the front
    std::uint64_t requests_ = 0;
    std::uint64_t replies_ = 0;
    std::uint64_t duplicates_ = 0;
    std::uint64_t out_of_order_ = 0;
    std::uint64_t late_ = 0;
    std::uint64_t unanswered_at_first_ = 0;
    std::uint64_t highest_replied_ = 0;
    bool any_replied_ = false;
    std::uint64_t last_request_ = 0;
    Instant last_request_at_;
    Duration longest_sender_gap_{};
    std::vector<SenderPause> pauses_;
    Instant first_at_;
    Instant last_at_;
    std::optional<std::vector<bool>> receiver_;
};

}  // namespace holdfast::harness::timing
