// SPDX-License-Identifier: Apache-2.0
// What happened to one VIP, in order: impairments of its flows, changes of its owner, holes in the
// capture; and which of it belongs together.
#pragma once

#include <optional>
#include <vector>

#include "harness/timing/ownership.h"
#include "harness/timing/report.h"

namespace holdfast::harness::timing {

// Two packets that a tap did not see are noise of the capture; three and more could hide an outage.
constexpr std::uint64_t hole_min = 3;

/// Something that happened to one VIP, from when to when.
struct Item {
    Instant begin;
    Instant end;
    std::optional<std::size_t> flow{};
    const LossPeriod* period = nullptr;
    const OwnerChange* change = nullptr;
    const CaptureHole* hole = nullptr;
};

/// In order of their beginning. Points into both, which have to live longer.
std::vector<Item> items_of(const VipReport& vip, const std::vector<OwnerChange>& changes,
                           const Report& report);

/// Gaps of steady connections at the time of an event are part of it. In itself a gap is none.
void add_gaps(const VipReport& vip, const Report& report, std::vector<Item>& items);

/// Items closer than the validation time are one event: before it was over, convergence was not
/// sustained (RFC 6412 section 3.3.4).
std::vector<std::vector<Item>> clusters_of(const std::vector<Item>& items, Duration validated_for);

}  // namespace holdfast::harness::timing
