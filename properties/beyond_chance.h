// SPDX-License-Identifier: Apache-2.0
// Known defects for which no schedule of the drill CHAOS makes the situation, or of which none of
// its judges sees the effect. The rules that name them have to find them.
#pragma once

#include <string>
#include <vector>

namespace holdfast::properties {

struct BeyondChance {
    std::string reason;  ///< one clause: "no schedule changes the members"
    std::vector<std::string> defects;
};
const std::vector<BeyondChance>& all_beyond_chance();

/// Empty: random schedules should find it.
std::string why_beyond_chance(const std::string& defect);

}  // namespace holdfast::properties
