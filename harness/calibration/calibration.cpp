// SPDX-License-Identifier: Apache-2.0
#include "harness/calibration/calibration.h"

#include "harness/calibration/cases.h"

namespace holdfast::harness::calibration {

const std::vector<CalibrationCase>& calibration_cases() {
    static const std::vector<CalibrationCase> cases = [] {
        std::vector<CalibrationCase> all;
        add_capture_cases(all);
        add_link_cases(all);
        add_impairment_cases(all);
        add_filter_cases(all);
        add_gateway_cases(all);
        return all;
    }();
    return cases;
}

BringUp calibration_bring_up(const topology::Topology& topology) {
    BringUp bring_up;
    bring_up.impairable = {{"observer", topology.front}};
    return bring_up;
}

}  // namespace holdfast::harness::calibration
