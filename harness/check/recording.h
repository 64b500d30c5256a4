// SPDX-License-Identifier: Apache-2.0
// All that a judge may look at.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "harness/capture/frame.h"
#include "harness/check/verdict.h"
#include "harness/history/history.h"
#include "harness/scenario/scenario.h"
#include "harness/topology/topology.h"

namespace holdfast::harness::check {

struct Recording {
    scenario::Scenario scenario;
    topology::Topology topology;
    history::History history;
    std::vector<capture::Capture> captures;

    const capture::Capture* capture_of(const std::string& segment) const;
};

/// A claim's test: looks, never acts.
struct Checker {
    std::string name;
    std::function<Verdict(const Recording&)> judge;
};

}  // namespace holdfast::harness::check
