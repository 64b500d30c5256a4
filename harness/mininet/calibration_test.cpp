// SPDX-License-Identifier: Apache-2.0
// The calibration suite on real packets: every case on one testbed.
#include "harness/calibration/calibration.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "harness/mininet/test_network.h"

namespace holdfast::harness::mininet {
namespace {

class Calibration : public MininetTest {};

TEST_F(Calibration, EveryCaseHoldsOnMininet) {
    const topology::Topology topology = topology::find_topology("legacy_pair").value();
    BringUp request = calibration::calibration_bring_up(topology);
    request.folder = test_folder();
    auto testbed = MininetTestbed::bring_up(topology, request);
    ASSERT_DONE(testbed);
    ASSERT_FALSE(calibration::calibration_cases().empty());
    for (const calibration::CalibrationCase& wanted : calibration::calibration_cases()) {
        const auto outcome = wanted.run(*testbed.value());
        if (outcome) {
            fmt::print("{}: {}\n", wanted.name, outcome.value());
        } else {
            EXPECT_EQ(outcome.error().kind, Error::Kind::unsupported)
                << wanted.name << " (" << wanted.what << "): " << outcome.error().message;
        }
    }
}

}  // namespace
}  // namespace holdfast::harness::mininet
