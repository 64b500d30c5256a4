// SPDX-License-Identifier: Apache-2.0
// Changes of a cluster's scenario that few rules need.
#pragma once

#include "harness/property.h"
#include "harness/scenario/scenario.h"

namespace holdfast::properties {

using harness::Draw;

/// One controller instead of three, without a cluster IP.
harness::scenario::Scenario with_single_controller(const Draw& draw,
                                                   harness::scenario::Scenario scenario);
/// Controllers know each other by host name instead of address.
harness::scenario::Scenario with_host_names(harness::scenario::Scenario scenario);
/// So many services, all on one engine.
harness::scenario::Scenario with_services(const Draw& draw, harness::scenario::Scenario scenario,
                                          int count);
/// The faults' phase is so long, whatever is scheduled in it.
harness::scenario::Scenario with_phase(harness::scenario::Scenario scenario, Duration length);

}  // namespace holdfast::properties
