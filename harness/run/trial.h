// SPDX-License-Identifier: Apache-2.0
// One scenario played, judged, and kept if wanted: what `holdfast run`, the property tests and the
// benchmark all do.
#pragma once

#include <optional>
#include <string>

#include "harness/run/run.h"

namespace holdfast::harness::run {

struct TrialRequest {
    scenario::Scenario scenario;
    topology::Topology topology;
    std::string defect;
    const Property* property = nullptr;
    /// Below which root the run folder is left; empty: none is.
    std::string results;
    /// Only runs that did not pass are kept.
    bool keep_passed = true;
};

struct Trial {
    Judgement judgement;
    std::string folder;  ///< empty when none was kept
    check::Recording recording;
};

/// Error::Kind::unsupported and bad_input as play() gives them. A testbed that did not even come up
/// is a Trial with outcome INVALID.
Result<Trial> try_scenario(const TrialRequest& request, const WorldFactory& make_world);

}  // namespace holdfast::harness::run
