// SPDX-License-Identifier: Apache-2.0
// Collects what a checker finds and turns it into a verdict: FAIL with every problem, or PASS with
// what was seen.
#pragma once

#include <string>
#include <vector>

#include "harness/capture/ownership.h"
#include "harness/check/recording.h"

namespace holdfast::harness::check {

class Findings {
  public:
    explicit Findings(std::string checker) { verdict_.checker = std::move(checker); }

    void occurred(int times = 1) { verdict_.occurrences += times; }
    void problem(const std::string& sentence, std::vector<Evidence> evidence = {});
    void testbed_trouble(const std::string& sentence, std::vector<Evidence> evidence = {});
    void saw(Evidence evidence) { verdict_.evidence.push_back(std::move(evidence)); }
    void measured(Measurement measurement) {
        verdict_.measurements.push_back(std::move(measurement));
    }

    /// `good` is the reason on PASS.
    Verdict verdict(const std::string& good) &&;

  private:
    Verdict verdict_;
    std::vector<std::string> problems_;
};

/// A problem for one time in which the address had two owners.
void report_overlap(Findings& findings, const capture::OwnershipTimeline& timeline,
                    const capture::Overlap& overlap);
/// A problem for each time in which the address had two owners.
void find_overlaps(Findings& findings, const capture::OwnershipTimeline& timeline);

Evidence at_packet(const capture::Claim& claim);
Evidence at_packet(std::string what, const std::string& segment, std::size_t packet, Instant at);
Evidence at_line(std::string what, std::size_t history_line, Instant at);

}  // namespace holdfast::harness::check
