// SPDX-License-Identifier: Apache-2.0
// Defects of a controller.
#pragma once

#include <vector>

#include "harness/sut/reference_sim/defects/defect.h"

namespace holdfast::harness::sut::reference_sim::defects {

std::vector<Defect> placement_defects();
std::vector<Defect> elastic_defects();
std::vector<Defect> cloud_defects();
std::vector<Defect> scaling_defects();
std::vector<Defect> rebalancing_defects();
std::vector<Defect> gateway_role_defects();
std::vector<Defect> move_defects();
std::vector<Defect> liveness_defects();
std::vector<Defect> reporting_defects();
std::vector<Defect> visibility_defects();

}  // namespace holdfast::harness::sut::reference_sim::defects
