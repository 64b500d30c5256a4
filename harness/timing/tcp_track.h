// SPDX-License-Identifier: Apache-2.0
// One TCP connection, by what its client sends and what of it is acknowledged (RFC 9293). A segment
// that had to be sent again was lost, or its answer was.
#pragma once

#include <deque>
#include <optional>

#include "harness/dissect/frame.h"
#include "harness/timing/pacing.h"
#include "harness/timing/periods.h"

namespace holdfast::harness::timing {

class TcpTrack {
  public:
    explicit TcpTrack(const CaptureWatch* watch) : periods_(watch) {}

    void from_client(const dissect::Frame& frame, Instant at, PacketRef packet);
    void from_server(const dissect::Frame& frame, Instant at, PacketRef packet);
    /// `end`: of the capture; what was sent less than `threshold` before it is left out.
    void finish(Instant end, Duration threshold);

    std::uint64_t sent() const { return number_; }
    std::uint64_t retransmissions() const { return retransmissions_; }
    const Pacing& pacing() const { return pacing_; }
    const Periods& periods() const { return periods_; }
    /// The server's RST: whoever has the address now does not know the connection.
    struct Reset {
        Instant at;
        PacketRef packet;
    };
    const std::optional<Reset>& reset() const { return reset_; }
    Instant first_at() const { return first_at_; }
    Instant last_at() const { return last_at_; }

  private:
    struct Transmission {
        std::uint32_t begin = 0;
        std::uint32_t end = 0;
        std::uint64_t number = 0;
        Passage passage;
        bool again = false;  ///< a later one carries the same bytes
        bool answered = false;
    };
    void resolve_front();

    Periods periods_;
    Pacing pacing_;
    std::deque<Transmission> under_way_;
    std::uint64_t number_ = 0;
    std::uint64_t retransmissions_ = 0;
    std::optional<Reset> reset_;
    Instant first_at_;
    Instant last_at_;
};

}  // namespace holdfast::harness::timing
