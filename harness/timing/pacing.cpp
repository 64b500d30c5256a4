// SPDX-License-Identifier: Apache-2.0
#include "harness/timing/pacing.h"

#include <algorithm>

namespace holdfast::harness::timing {

namespace {

// Half of what is learnt from: a flow of fewer packets says nothing of its rate.
constexpr std::size_t steady_from = 15;

// A clock that leaps is no interval; multiples of this one fit into a Duration.
constexpr Duration longest_interval = 1h;

}  // namespace

void Pacing::take(Duration between) {
    if (count_ == samples) {
        return;
    }
    first_[count_++] = std::clamp(between, Duration{}, longest_interval);
    if (count_ == samples) {
        std::sort(first_.begin(), first_.end());
    }
}

Duration Pacing::rank(std::size_t tenths) const {
    if (count_ == samples) {
        return first_[(count_ - 1) * tenths / 10];
    }
    auto sorted = first_;
    std::sort(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(count_));
    return sorted[(count_ - 1) * tenths / 10];
}

std::optional<Duration> Pacing::interval() const {
    return count_ < 2 ? std::nullopt : std::optional(rank(5));
}

Duration Pacing::jitter() const {
    return count_ < 2 ? Duration{} : rank(9) - rank(1);
}

bool Pacing::steady() const {
    return count_ >= steady_from && rank(5) > Duration{} && jitter() <= rank(5) / 2;
}

}  // namespace holdfast::harness::timing
