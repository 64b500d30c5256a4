// SPDX-License-Identifier: Apache-2.0
// Whether a scenario can be played on its topology at all: known nodes, services and segments, free
// addresses, targets that somebody can be.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/result.h"
#include "harness/scenario/scenario.h"
#include "harness/topology/topology.h"

namespace holdfast::harness::scenario {

/// Fields and indexes that lead to a value: {"schedule", 2, "target"}.
using ProblemPath = std::vector<std::variant<std::string, std::size_t>>;

struct Problem {
    ProblemPath path;
    std::string sentence;
};

/// The first thing that is impossible; none when the scenario can be played.
std::optional<Problem> find_problem(const Scenario& scenario, const topology::Topology& topology);

/// The same as a Result: "schedule[2].target: no virtual service is named 'vs9'; known are vs1".
Result<void> check_scenario(const Scenario& scenario, const topology::Topology& topology);

/// load_scenario for a topology at hand, whatever the file calls it.
Result<Scenario> load_scenario_on(const std::string& path, const topology::Topology& topology);

}  // namespace holdfast::harness::scenario
