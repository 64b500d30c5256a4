// SPDX-License-Identifier: Apache-2.0
// What one flow lost: consecutive impaired packets (RFC 3357's loss period) between two that came
// through.
#pragma once

#include <optional>

#include "base/time.h"
#include "harness/timing/packet_ref.h"

namespace holdfast::harness::timing {

/// A packet that came through, unimpaired.
struct Passage {
    std::uint64_t sequence = 0;
    Instant sent;      ///< on the capture's clock
    Instant received;  ///< of the reply, or where only one direction is seen of the packet itself
    /// The sender's own clock, from the payload; with any beginning, so only differences count.
    std::optional<Duration> stamp;
    PacketRef sent_packet;
    PacketRef received_packet;
};

/// Delays of some packets in a row.
struct DelaySample {
    Duration median{};
    Duration shortest{};
    Duration longest{};
};

struct LossPeriod {
    std::optional<Passage> before;  ///< none: impaired from the flow's first packet on
    std::optional<Passage> after;   ///< none: to its last
    Instant first_sent;             ///< of the first impaired packet (Ta); see sent_known
    Instant last_sent;
    PacketRef first_packet;
    PacketRef last_packet;
    /// The impaired packets' own send times were seen. Otherwise first_sent and last_sent are the
    /// neighbours' arrivals.
    bool sent_known = true;
    std::uint64_t first_sequence = 0;
    std::uint64_t last_sequence = 0;
    std::uint64_t impaired = 0;  ///< lost or late
    std::uint64_t late = 0;      ///< of them: came, but after the forwarding delay threshold
    /// Packets that the sender must have sent are not in the capture, within or beside it: the
    /// capture has a hole, and nothing can be said.
    std::uint64_t missing = 0;
    /// Nothing else was captured in the time: hole, paused sender and outage look the same.
    bool capture_silent = false;
    /// Seen behind the outage, by arrivals of TCP: it ends with a retransmission, long after the
    /// path was back perhaps.
    bool behind = false;
    /// What was held up came in a row when it ended: no pause of the sender.
    bool backlog = false;
    std::optional<DelaySample> delay_before;
    std::optional<DelaySample> delay_after;

    /// From the last packet that came through before (or the first impaired one) ...
    Instant begin() const { return before ? before->sent : first_sent; }
    /// ... to the first that came through after (or the last impaired one).
    Instant end() const { return after ? after->sent : last_sent; }
};

}  // namespace holdfast::harness::timing
