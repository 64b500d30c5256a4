// SPDX-License-Identifier: Apache-2.0
// What the disks of some nodes counted since a fault's injection: the proof of every disk fault.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "faults/world.h"

namespace holdfast::faults {

class DiskWatch {
  public:
    /// From now on. Fails where a node's disk cannot be asked.
    static Result<DiskWatch> begin(const World& world, std::vector<std::string> nodes);

    /// Of all the nodes together.
    Result<DiskCounters> counted() const;

  private:
    DiskWatch(const World& world, std::vector<std::string> nodes);
    Result<DiskCounters> sum() const;

    const World* world_;
    std::vector<std::string> nodes_;
    DiskCounters before_;
};

}  // namespace holdfast::faults
