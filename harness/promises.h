// SPDX-License-Identifier: Apache-2.0
// What a system that we did not write says of itself. The rules are tried on it with its own bounds
// instead of the timers that they choose for the reference.
#pragma once

#include <set>
#include <string>

#include "base/time.h"

namespace holdfast::harness {

struct Promises {
    std::set<std::string> capabilities;  ///< names of harness/sut/capabilities.h
    Duration failover{};                 ///< no service is out for longer by one fault
    Duration settle{};                   ///< from the deployment until every service answers
    Duration recovery{};                 ///< from the last heal until every service answers again
    bool operator==(const Promises&) const = default;
};

}  // namespace holdfast::harness
