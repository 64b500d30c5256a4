// SPDX-License-Identifier: Apache-2.0
// Defects of a service engine.
#pragma once

#include <vector>

#include "harness/sut/reference_sim/defects/defect.h"

namespace holdfast::harness::sut::reference_sim::defects {

std::vector<Defect> announcement_defects();
std::vector<Defect> ownership_defects();
std::vector<Defect> gateway_monitor_defects();
std::vector<Defect> server_monitor_defects();
std::vector<Defect> heartbeat_defects();
std::vector<Defect> headless_defects();
std::vector<Defect> election_defects();
std::vector<Defect> spreading_defects();

}  // namespace holdfast::harness::sut::reference_sim::defects
