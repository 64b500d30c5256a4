// SPDX-License-Identifier: Apache-2.0
#include "harness/timing/clock_offset.h"

#include <algorithm>
#include <cstdlib>

namespace holdfast::harness::timing {

namespace {

/// Packets that are kept with both their times: the last, and those beside loss periods.
std::vector<Passage> kept_of(const Flow& flow) {
    std::vector<Passage> kept;
    for (const LossPeriod& period : flow.periods().found()) {
        for (const auto& passage : {period.before, period.after}) {
            if (passage) {
                kept.push_back(*passage);
            }
        }
    }
    if (flow.periods().last_passed()) {
        kept.push_back(*flow.periods().last_passed());
    }
    return kept;
}

}  // namespace

std::optional<ClockOffset> offset_between(const Flow& first, const Flow& other) {
    const bool numbered = first.method() == other.method() &&
                          (first.method() == Method::probe || first.method() == Method::echo);
    if (!numbered || !first.two_way() || !other.two_way()) {
        return std::nullopt;
    }
    const std::vector<Passage> seen = kept_of(other);
    for (const Passage& here : kept_of(first)) {
        const auto there = std::find_if(seen.begin(), seen.end(), [&](const Passage& passage) {
            return passage.sequence == here.sequence;
        });
        if (there != seen.end()) {
            const Duration forth = there->sent - here.sent;
            const Duration back = there->received - here.received;
            // The path between the taps takes what the nearer one saw less of the round trip.
            return ClockOffset{forth / 2 + back / 2,
                               Duration(std::abs((forth - back).count()) / 2)};
        }
    }
    return std::nullopt;
}

}  // namespace holdfast::harness::timing
