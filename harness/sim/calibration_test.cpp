// SPDX-License-Identifier: Apache-2.0
// The calibration suite on the simulated world: each case on a testbed of its own, and all of them
// one after the other on the same.
#include "harness/calibration/calibration.h"

#include <gtest/gtest.h>

#include <iostream>

#include "harness/sim/lab.h"

namespace holdfast::harness::sim {
namespace {

class SimCalibration : public testing::TestWithParam<calibration::CalibrationCase> {};

TEST_P(SimCalibration, Holds) {
    const topology::Topology topology = Lab::legacy_pair();
    SimTestbed testbed(topology, calibration::calibration_bring_up(topology));

    const Result<std::string> outcome = GetParam().run(testbed);

    ASSERT_TRUE(outcome) << GetParam().what << "\n" << outcome.error().message;
    std::cout << "  " << *outcome << "\n";
}

INSTANTIATE_TEST_SUITE_P(, SimCalibration, testing::ValuesIn(calibration::calibration_cases()),
                         [](const auto& one) { return one.param.name; });

TEST(SimCalibrationTogether, EveryCaseLeavesTheWorldAsItFoundIt) {
    const topology::Topology topology = Lab::legacy_pair();
    BringUp bring_up = calibration::calibration_bring_up(topology);
    bring_up.seed = 7;
    SimTestbed testbed(topology, bring_up);

    for (int round = 0; round < 2; ++round) {
        for (const calibration::CalibrationCase& one : calibration::calibration_cases()) {
            const Result<std::string> outcome = one.run(testbed);
            EXPECT_TRUE(outcome) << one.name << ": " << outcome.error().message;
        }
    }
}

// A suite that never fails proves nothing: with a link cut behind its back, the cases that need
// traffic must say so.
TEST(SimCalibrationTogether, CasesFailOnABrokenWorld) {
    const topology::Topology topology = Lab::legacy_pair();
    SimTestbed testbed(topology, calibration::calibration_bring_up(topology));
    ASSERT_TRUE(testbed.set_forwarding({"gw1", topology.front}, false));

    for (const calibration::CalibrationCase& one : calibration::calibration_cases()) {
        if (one.name != "EverySegmentHasItsCapture" && one.name != "CutLinkPassesNothing") {
            EXPECT_FALSE(one.run(testbed)) << one.name;
        }
    }
}

}  // namespace
}  // namespace holdfast::harness::sim
