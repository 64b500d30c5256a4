// SPDX-License-Identifier: Apache-2.0
// What a running campaign says: failures at once, the count now and then, and a summary.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>

#include "harness/chaos/record.h"

namespace holdfast::harness::cli {

class ChaosProgress {
  public:
    /// `before`: schedules that were done when this program began.
    ChaosProgress(bool terminal, std::uint64_t schedules, std::uint64_t before);

    void tell(const chaos::Played& played);
    /// A line with the counts, when the last one is old enough.
    void tick();
    /// Counts, and how many schedules had each kind of fault.
    void summary();

    std::uint64_t done() const { return done_; }
    std::uint64_t failed() const { return count(check::Outcome::fail); }
    std::uint64_t died() const { return died_; }
    std::uint64_t invalid() const { return count(check::Outcome::invalid); }

  private:
    std::uint64_t count(check::Outcome outcome) const;
    std::string counts() const;
    double per_second() const;

    bool terminal_;
    std::uint64_t schedules_;
    std::uint64_t before_;
    std::uint64_t done_ = 0;
    std::uint64_t died_ = 0;
    std::map<check::Outcome, std::uint64_t> outcomes_;
    std::map<std::string, std::uint64_t> faults_;
    Duration simulated_{};
    // Measures this program, decides nothing.
    std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
    std::chrono::steady_clock::time_point told_ = began_;
};

}  // namespace holdfast::harness::cli
