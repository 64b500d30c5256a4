// SPDX-License-Identifier: Apache-2.0
// Scenarios that come with the project, found by name: properties/examples.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace holdfast::harness::scenario {

/// The file of the example that is called so; none: there is no such example.
std::optional<std::string> example_file(const std::string& name);
/// In order of name.
std::vector<std::string> example_names();

}  // namespace holdfast::harness::scenario
