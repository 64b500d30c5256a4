// SPDX-License-Identifier: Apache-2.0
// What the partitions share: who takes part, and cutting what one node sends another.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "faults/filters.h"
#include "faults/target.h"

namespace holdfast::faults {

/// Every node that one of the targets is, each once, in the order of the targets. Fails when there
/// are none.
Result<std::vector<std::string>> resolve_all(const std::vector<Target>& targets,
                                             const Roles& roles);

/// Loses what `from` sends to `to`, of every kind or of one, on every segment that they share or on
/// the one that is named. If they share none, and none is named, it is lost where routers would
/// deliver it: at `to`. Gives the number of places.
std::size_t cut(Filters& filters, const World& world, const std::string& from,
                const std::string& to, const std::optional<std::string>& segment,
                FrameMatch::Kind kind = FrameMatch::Kind::any);

}  // namespace holdfast::faults
