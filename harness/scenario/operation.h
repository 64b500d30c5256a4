// SPDX-License-Identifier: Apache-2.0
// The operator's actions as one line of text.
#pragma once

#include <string>

#include "base/result.h"
#include "harness/scenario/scenario.h"

namespace holdfast::harness::scenario {

/// Reads what to_string(Operation) writes: "switchover active_of(vs1)", "redistribute",
/// "add_engine se3".
Result<Operation> parse_operation(const std::string& text);

}  // namespace holdfast::harness::scenario
