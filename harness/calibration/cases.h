// SPDX-License-Identifier: Apache-2.0
// The cases, one file a subject.
#pragma once

#include <vector>

#include "harness/calibration/calibration.h"

namespace holdfast::harness::calibration {

void add_link_cases(std::vector<CalibrationCase>& cases);
void add_impairment_cases(std::vector<CalibrationCase>& cases);
void add_filter_cases(std::vector<CalibrationCase>& cases);
void add_gateway_cases(std::vector<CalibrationCase>& cases);
void add_capture_cases(std::vector<CalibrationCase>& cases);

}  // namespace holdfast::harness::calibration
