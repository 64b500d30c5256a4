// SPDX-License-Identifier: Apache-2.0
#include "harness/timing/clock_map.h"

#include <algorithm>

namespace holdfast::harness::timing {

namespace {

ClockLead later_or_earlier(const ClockLead& knot, Duration away) {
    return {knot.low - gained_within(away), knot.high + gained_within(away)};
}

}  // namespace

Duration ClockMap::end() const {
    return knots_.empty() ? begin_ : begin_ + static_cast<std::int64_t>(knots_.size() - 1) * step_;
}

ClockLead ClockMap::lead(Duration clock) const {
    if (knots_.empty()) {
        return {};
    }
    if (clock <= begin_) {
        return later_or_earlier(knots_.front(), begin_ - clock);
    }
    if (clock >= end()) {
        return later_or_earlier(knots_.back(), clock - end());
    }
    const auto index = static_cast<std::size_t>((clock - begin_) / step_);
    const Duration knot = begin_ + static_cast<std::int64_t>(index) * step_;
    const ClockLead before = later_or_earlier(knots_[index], clock - knot);
    const ClockLead after = later_or_earlier(knots_[index + 1], knot + step_ - clock);
    return {std::max(before.low, after.low), std::min(before.high, after.high)};
}

/// The lead hardly changes with time, so that a few steps find what this capture's clock showed.
Duration ClockMap::shown_at(Duration corrected_time) const {
    if (knots_.empty()) {
        return corrected_time;
    }
    Duration shown = corrected_time + knots_.front().middle();
    for (int i = 0; i < 4; ++i) {
        shown = corrected_time + lead(shown).middle();
    }
    return shown;
}

Duration ClockMap::error(Duration corrected_time) const {
    return knots_.empty() ? Duration{} : lead(shown_at(corrected_time)).error();
}

Duration ClockMap::error_between(Duration one, Duration other) const {
    if (knots_.empty()) {
        return Duration{};
    }
    const ClockLead first = lead(shown_at(one));
    const ClockLead second = lead(shown_at(other));
    const Duration corrected_by = second.middle() - first.middle();
    const Duration by_rate = std::max(corrected_by, -corrected_by) + gained_within(other - one);
    return std::min(first.error() + second.error(), by_rate);
}

}  // namespace holdfast::harness::timing
