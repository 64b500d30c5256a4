// SPDX-License-Identifier: Apache-2.0
// Filters of one fault: put in as acts of its injection, and proven by the frames they dropped.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "faults/injection.h"

namespace holdfast::faults {

class Filters {
  public:
    Filters(World& world, Injection& injection) : world_(world), injection_(injection) {}

    void drop(const FrameMatch& match);
    /// At least one frame was dropped by one of them. Outlives this object, not the world.
    Proof proof() const;

  private:
    World& world_;
    Injection& injection_;
    std::shared_ptr<std::vector<FilterId>> ids_ = std::make_shared<std::vector<FilterId>>();
};

}  // namespace holdfast::faults
