// SPDX-License-Identifier: Apache-2.0
// What one probe flow suffered, by the terms of RFC 6412 and RFC 6414. Flows are never merged: half
// the flows out for 400 ms are 400 ms.
#pragma once

#include <optional>
#include <vector>

#include "base/time.h"
#include "harness/workload/record.h"

namespace holdfast::harness::capture {

/// Consecutive lost packets, by sequence number.
struct LossPeriod {
    std::uint64_t first_lost = 0;
    std::uint64_t last_lost = 0;
    std::uint64_t lost() const { return last_lost - first_lost + 1; }
    bool operator==(const LossPeriod&) const = default;
};

/// Value with the interval that the truth lies in (RFC 6412 section 5, accuracy).
struct Bounded {
    Duration value{};
    Duration low{};
    Duration high{};
    bool operator==(const Bounded&) const = default;
};

struct FlowAnalysis {
    std::uint64_t sent = 0;
    std::uint64_t lost = 0;
    std::uint64_t duplicates = 0;
    std::uint64_t out_of_order = 0;        ///< arrived after a later one (RFC 4737)
    std::uint64_t excessive_delay = 0;     ///< round trip beyond the forwarding delay threshold
    std::vector<LossPeriod> loss_periods;  ///< RFC 3357
    /// Send time of the first impaired packet (Ta) and of the first unimpaired after the last
    /// impaired (Ta'). None: unimpaired.
    std::optional<Instant> first_impaired;
    std::optional<Instant>
        recovered;  ///< none with first_impaired: it never recovered in the window

    /// Timestamp-based method: t(a) - t(b), RFC 6414 3.6.3; TBM lies in [truth, truth + 2 tau].
    /// Zero when unimpaired. When the flow never recovered: until the end of the window, and `high`
    /// says so by Duration::max().
    Bounded timestamp_based;
    /// Time-based loss method: R(a) - R(b) on the receiver's clock, RFC 6414 3.6.1.
    Bounded time_based_loss;
    /// Packet-loss-based method: L / r, RFC 6414 3.6.2; PLBM lies in (truth - tau, truth + tau).
    Bounded packet_loss_based;
    Duration sender_gap_max{};  ///< longest time between two sendings beyond the interval
};

struct AnalysisWindow {
    Instant from;  ///< packets sent from here ...
    Instant to;    ///< ... to before here
    /// A reply later than this counts as impaired (RFC 6412: Forwarding Delay Threshold).
    Duration forwarding_delay_threshold = 200ms;
};

FlowAnalysis analyse(const workload::ProbeFlow& flow, const AnalysisWindow& window);

}  // namespace holdfast::harness::capture
