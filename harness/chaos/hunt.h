// SPDX-License-Identifier: Apache-2.0
// How many tries it takes to find a known defect: by random schedules, and by the rules that
// promise to catch it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "harness/chaos/play.h"

namespace holdfast::harness::chaos {

struct Hunted {
    std::string defect;
    std::uint64_t schedules = 0;  ///< tried; the last one found it, when `found_by` is not empty
    std::string found_by;         ///< the checker that said FAIL in a random schedule
    int faults_left = 0;          ///< in that schedule when it was made as small as it gets
    /// Why random schedules cannot find it, as the drill's author says; empty: they should.
    std::string beyond_chance;
    std::string rule;         ///< the first that promises to catch it
    std::uint64_t cases = 0;  ///< of that rule, tried
    bool rule_found = false;  ///< in the last of them
    bool operator==(const Hunted&) const = default;

    bool found() const { return rule_found || !found_by.empty(); }
};

struct HuntLimits {
    std::uint64_t schedules = 100;
    /// Of a defect that is said to be beyond chance: enough to prove that wrong.
    std::uint64_t schedules_beyond_chance = 10;
    std::uint64_t cases = 20;
};

/// `stage` has the defect. Fails when interrupted.
Result<Hunted> hunt(Stage stage, const std::string& beyond_chance, std::uint64_t seed,
                    const HuntLimits& limits);

Result<void> append(const std::string& file, const Hunted& hunted);
Result<std::vector<Hunted>> read_hunts(const std::string& file);

}  // namespace holdfast::harness::chaos
