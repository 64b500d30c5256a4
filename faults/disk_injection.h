// SPDX-License-Identifier: Apache-2.0
// What the disk faults share: the proof of each is what the disks of its nodes counted since its
// injection.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "faults/injection.h"
#include "faults/target.h"
#include "faults/world.h"

namespace holdfast::faults {

/// What is done to the disks of these nodes.
using DiskAct = std::function<void(Injection&, const std::vector<std::string>& nodes)>;
/// The proof, or why there is none yet, by what all these disks together counted since.
using DiskProof = std::function<Result<std::string>(const DiskCounters& counted,
                                                    const std::vector<std::string>& nodes)>;

/// Fails where the target names nobody, a disk cannot be asked, or the act fails.
Injected inject_on_disks(const Target& target, World& world, const Roles& roles, const DiskAct& act,
                         const DiskProof& proof);

/// `what`, and that the programs of the nodes are gone, for faults that kill them.
Result<std::string> and_programs_gone(const std::string& what, const World& world,
                                      const std::vector<std::string>& nodes);

}  // namespace holdfast::faults
