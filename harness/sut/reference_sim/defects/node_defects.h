// SPDX-License-Identifier: Apache-2.0
// Defects of a controller node: what it keeps, what it promises, what it says of itself.
#pragma once

#include <vector>

#include "harness/sut/reference_sim/defects/defect.h"

namespace holdfast::harness::sut::reference_sim::defects {

std::vector<Defect> replication_defects();
std::vector<Defect> promise_defects();
std::vector<Defect> disk_defects();
std::vector<Defect> cluster_address_defects();
std::vector<Defect> cluster_api_defects();
std::vector<Defect> membership_defects();
std::vector<Defect> node_liveness_defects();
std::vector<Defect> report_defects();

}  // namespace holdfast::harness::sut::reference_sim::defects
