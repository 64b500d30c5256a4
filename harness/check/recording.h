// SPDX-License-Identifier: Apache-2.0
// All that a judge may look at.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "harness/capture/frame.h"
#include "harness/check/verdict.h"
#include "harness/history/history.h"
#include "harness/scenario/scenario.h"
#include "harness/topology/topology.h"

namespace holdfast::harness::check {

class Index;

struct Recording {
    scenario::Scenario scenario;
    topology::Topology topology;
    history::History history;
    std::vector<capture::Capture> captures;

    const capture::Capture* capture_of(const std::string& segment) const;
    /// What the captures and the history say, decoded once and shared by all checkers. Call it when
    /// the recording is complete.
    const Index& index() const;

  private:
    mutable std::shared_ptr<const Index> index_;
};

/// A claim's test: looks, never acts.
struct Checker {
    std::string name;
    std::function<Verdict(const Recording&)> judge;
};

}  // namespace holdfast::harness::check
