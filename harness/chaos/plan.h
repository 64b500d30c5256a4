// SPDX-License-Identifier: Apache-2.0
// A campaign of random schedules as a value: what repeats it, and what an interrupted one is
// resumed by.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"

namespace holdfast::harness::chaos {

struct Plan {
    std::string drill = "CHAOS";  ///< the claim that draws and judges
    std::uint64_t seed = 1;       ///< schedule n of a seed is the same in every campaign
    std::uint64_t schedules = 1000;
    std::string world = "sim";  ///< or "mininet"
    bool operator==(const Plan&) const = default;
};

/// In the campaign's folder: plan.json.
Result<void> save_plan(const std::string& folder, const Plan& plan);
/// Error::Kind::bad_input: there is no campaign in the folder, or one that cannot be read.
Result<Plan> load_plan(const std::string& folder);

}  // namespace holdfast::harness::chaos
