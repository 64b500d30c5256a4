// SPDX-License-Identifier: Apache-2.0
// How far the clocks of two captures are apart, from a numbered flow that both saw.
#pragma once

#include <optional>

#include "harness/timing/flow.h"

namespace holdfast::harness::timing {

struct ClockOffset {
    Duration ahead{};  ///< the other tap's clock, of the first tap's
    Duration error{};  ///< at most, however long the path between the taps is in either direction
};

/// A request passes one tap and then the other, its answer the other way round, so that path and
/// clocks come apart as in NTP (RFC 5905 section 8). None: they have no packet in common that both
/// saw answered.
std::optional<ClockOffset> offset_between(const Flow& first, const Flow& other);

}  // namespace holdfast::harness::timing
