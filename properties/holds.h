// SPDX-License-Identifier: Apache-2.0
// Which faults may be there at the same time: one that hides another takes its proof away (a dead
// program writes nothing to a full disk).
#pragma once

#include <string>
#include <vector>

#include "base/time.h"

namespace holdfast::properties {

/// What a fault takes hold of on a node. Clocks go wrong beside everything.
enum class Hold { programs, disk, wire, cut, clock };

class Holds {
  public:
    /// Takes hold of the nodes for this time, or of none of them if anything is in the way.
    bool take(const std::vector<std::string>& nodes, Hold hold, Duration from, Duration until);

  private:
    struct Held {
        std::string node;
        Hold hold = Hold::programs;
        Duration from{};
        Duration until{};
    };
    static bool disturb(const Held& a, const Held& b);

    std::vector<Held> held_;
};

}  // namespace holdfast::properties
