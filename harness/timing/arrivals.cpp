// SPDX-License-Identifier: Apache-2.0
#include "harness/timing/arrivals.h"

#include <algorithm>

namespace holdfast::harness::timing {

namespace {

// One packet late and one lost look the same; from three intervals on, or four times what jitter
// does, packets were missing.
constexpr int intervals_of_a_gap = 3;
constexpr int jitters_of_a_gap = 4;

}  // namespace

void Arrivals::take(Instant at, PacketRef packet, std::optional<std::uint64_t> asked) {
    if (count_ == 0) {
        first_at_ = at;
    } else {
        const Duration gap = at - last_at_;
        const Duration tau = pacing_.interval().value_or(Duration{});
        const Duration usual =
            std::max(intervals_of_a_gap * tau, tau + jitters_of_a_gap * pacing_.jitter());
        if (pacing_.steady() && gap > usual) {
            const auto lost = static_cast<std::uint64_t>(std::max<std::int64_t>(1, gap / tau - 1));
            if (asked && *asked < lost / 2) {
                longest_pause_ = std::max(longest_pause_, gap);
            } else {
                periods_.lost_unseen(sequence_ + 1, lost);
                sequence_ += lost;
            }
        }
        pacing_.take(gap);
    }
    last_at_ = at;
    ++count_;
    ++sequence_;
    periods_.passed({sequence_, at, at, std::nullopt, packet, packet});
}

}  // namespace holdfast::harness::timing
