// SPDX-License-Identifier: Apache-2.0
// Makes loss periods of the fates of a flow's packets, told in the order in which they were sent.
#pragma once

#include <array>
#include <vector>

#include "harness/timing/capture_watch.h"
#include "harness/timing/loss_period.h"

namespace holdfast::harness::timing {

/// Packets that the sender must have sent are not in the capture, and none beside them was lost.
struct CaptureHole {
    Instant from;  ///< last packet seen before
    Instant to;    ///< first seen after
    PacketRef before;
    PacketRef after;
    std::uint64_t missing = 0;
};

class Periods {
  public:
    explicit Periods(const CaptureWatch* watch) : watch_(watch) {}

    void passed(const Passage& passage);
    /// Lost, or later than the threshold.
    void impaired(std::uint64_t sequence, Instant sent, PacketRef packet, bool late);
    /// Lost packets whose sending was not seen, because only arrivals are: `count` of them from
    /// `sequence` on, before the next that passes.
    void lost_unseen(std::uint64_t sequence, std::uint64_t count);
    /// Packets that were sent but are not in the capture.
    void missing(std::uint64_t count);
    /// A packet that was told as lost did come, late. False: it was not told as lost.
    bool came_late(std::uint64_t sequence);
    /// The last period that ended was no pause of the sender.
    void confirm_last();
    /// No more will be told; an open period stays without an end.
    void finish();
    /// Forgets what was told.
    void clear();

    const std::vector<LossPeriod>& found() const { return found_; }
    const std::vector<CaptureHole>& holes() const { return holes_; }
    std::uint64_t dropped() const { return dropped_; }  ///< periods beyond those that are kept
    std::uint64_t missing_total() const { return missing_total_; }
    std::uint64_t impaired_total() const { return impaired_total_; }
    const std::optional<Passage>& last_passed() const { return last_; }

  private:
    static constexpr std::size_t delays_kept = 15;

    LossPeriod& open(std::uint64_t sequence);
    void close(const Passage& passage);
    void note_delay(Duration delay);
    void settle_delay_after();

    const CaptureWatch* watch_;
    std::vector<LossPeriod> found_;
    std::vector<CaptureHole> holes_;
    std::optional<LossPeriod> open_;
    std::optional<Passage> last_;
    std::uint64_t missing_here_ = 0;  ///< since the last that passed or was lost
    std::uint64_t missing_total_ = 0;
    std::uint64_t impaired_total_ = 0;
    std::uint64_t dropped_ = 0;

    std::array<Duration, delays_kept> delays_{};  ///< the latest, round and round
    std::size_t delay_count_ = 0;
    std::size_t delays_after_ = delays_kept;  ///< since the last period; delays_kept: settled
};

}  // namespace holdfast::harness::timing
