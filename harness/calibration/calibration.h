// SPDX-License-Identifier: Apache-2.0
// The calibration suite: proves a world before any property relies on it. Written once against
// Testbed and run on both worlds: a 10 ms link is 10 ms, a cut link passes nothing, healing
// restores, counters count. It needs the topology legacy_pair and no system under test: only the
// client, the gateways and the observer take part.
#pragma once

#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "base/result.h"
#include "harness/testbed.h"
#include "harness/topology/topology.h"

namespace holdfast::harness::calibration {

struct CalibrationCase {
    std::string name;  ///< "CutLinkPassesNothing": fit for a test's name
    std::string what;  ///< the claim in one sentence
    /// Expects a testbed that is up, captures nothing and has no workload, and leaves it so, with
    /// everything healed: cases may share one testbed, in any order. Gives a sentence with the
    /// figures, or why the claim does not hold; Error::Kind::unsupported when this world cannot do
    /// what is calibrated here.
    std::function<Result<std::string>(Testbed&)> run;

    friend std::ostream& operator<<(std::ostream& out, const CalibrationCase& one) {
        return out << one.name;
    }
};

const std::vector<CalibrationCase>& calibration_cases();

/// What the cases need of the bring-up: the links that they impair. Seed and folder are the
/// caller's.
BringUp calibration_bring_up(const topology::Topology& topology);

}  // namespace holdfast::harness::calibration
