// SPDX-License-Identifier: Apache-2.0
// What became of each schedule of a campaign: one JSON line each, appended when it is done, so that
// an interrupted campaign loses nothing.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "harness/check/verdict.h"

namespace holdfast::harness::chaos {

struct Played {
    std::uint64_t schedule = 0;  ///< its number in the campaign, from 0
    bool running = false;        ///< only begun: everything below is empty
    check::Outcome outcome = check::Outcome::invalid;
    std::string reason;               ///< of what did not pass
    std::vector<std::string> faults;  ///< words of the scheduled ones: "process_crash"
    int faults_left = 0;              ///< of a failure made smaller
    std::string run_folder;           ///< of a failure
    bool died = false;                ///< the worker that played it died of it
    Duration simulated{};             ///< time of the world from the first event to the last
    bool operator==(const Played&) const = default;
};

/// Appends the line in one write, so that several workers may share the file.
Result<void> append(const std::string& file, const Played& played);
/// The complete lines after `offset`, which moves on behind them; a half-written last line waits.
Result<std::vector<Played>> read(const std::string& file, std::size_t& offset);

/// In the campaign's folder.
std::string record_in(const std::string& folder);
/// Numbers of the schedules that are done; one that was only begun is played again.
Result<std::set<std::uint64_t>> done_in(const std::string& folder);

}  // namespace holdfast::harness::chaos
