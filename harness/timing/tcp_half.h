// SPDX-License-Identifier: Apache-2.0
// The data that one end of a TCP connection sends, by what is seen of it (RFC 9293): what was
// acknowledged, what had to be sent again, and when it came by.
#pragma once

#include <deque>

#include "harness/dissect/frame.h"
#include "harness/timing/arrivals.h"

namespace holdfast::harness::timing {

class TcpHalf {
  public:
    explicit TcpHalf(const CaptureWatch* watch) : periods_(watch), arrivals_(watch) {}

    /// A segment of `length` sequence numbers, more than 0.
    void sent(const dissect::Frame& frame, std::uint32_t length, Instant at, PacketRef packet);
    /// The other end's acknowledgement. Where none is ever seen, a segment was lost if it was sent
    /// again.
    void acknowledged(std::uint32_t up_to, Instant at, PacketRef packet);
    /// The other end knows nothing of the connection: all that is under way was lost.
    void reset();
    /// `end`: of the capture; what was sent less than `threshold` before it is left out.
    void finish(Instant end, Duration threshold);

    std::uint64_t segments() const { return number_; }
    std::uint64_t retransmissions() const { return retransmissions_; }
    /// By transmissions: TBM.
    const Periods& periods() const { return periods_; }
    /// By the times between new segments, retransmitted ones too: a tap behind what fails sees
    /// nothing else. TBLM.
    const Arrivals& arrivals() const { return arrivals_; }
    /// Of segments that were not sent again.
    const Pacing& pacing() const { return pacing_; }
    Instant first_at() const { return first_at_; }
    Instant last_at() const { return last_at_; }

  private:
    struct Transmission {
        std::uint32_t begin = 0;
        std::uint32_t end = 0;
        std::uint64_t number = 0;
        Passage passage;
        bool again = false;  ///< a later one carries the same bytes
        bool repeats = false;
        bool answered = false;
    };
    /// What comes in a row when an outage ends (a pause leaves nothing behind).
    struct Backlog {
        Instant until;
        std::uint64_t segments_wanted = 0;
        std::uint64_t segments = 0;
    };
    void note_arrival(std::uint32_t end, Instant at, PacketRef packet);
    void resolve_front(bool arrived);

    Periods periods_;
    Arrivals arrivals_;
    Pacing pacing_;
    std::deque<Transmission> under_way_;
    std::optional<Backlog> backlog_;
    std::uint32_t highest_ = 0;  ///< behind the newest byte
    std::uint64_t number_ = 0;
    std::uint64_t retransmissions_ = 0;
    bool acknowledged_any_ = false;
    Instant first_at_;
    Instant last_at_;
};

}  // namespace holdfast::harness::timing
