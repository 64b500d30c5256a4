// SPDX-License-Identifier: Apache-2.0
// `holdfast chaos`: random schedules, in parallel, resumed where they were interrupted.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "harness/cli/commands.h"

namespace holdfast::harness::cli {

struct ChaosOptions {
    std::optional<std::uint64_t> seed;
    std::string drill = "CHAOS";     ///< which claim draws and judges
    std::uint64_t schedules = 1000;  ///< with a defect: how many may be tried to find it
    double hours = 0;                ///< ends sooner when this time is over; 0: it has none
    int jobs = processors();
    std::string world = "sim";
    std::string defect;  ///< "all": every known one
    std::string resume;  ///< folder of an interrupted campaign
    std::string results = default_results;
    /// Internal: this process is one of several that play for the campaign in `resume`.
    std::optional<int> worker;
    /// Internal: this process hunts the defect and writes its line here.
    std::string hunt_file;
};
int chaos(const ChaosOptions& options, const Worlds& worlds);

/// With a defect: how many schedules found it, and how many cases of the rules that promise to.
int hunt_defects(const ChaosOptions& options, const Worlds& worlds);

}  // namespace holdfast::harness::cli
