// SPDX-License-Identifier: Apache-2.0
// Known defects, as wrappers around the reference's cores: they swallow, double, delay or alter
// what goes in or comes out. The same wrappers run in the simulation and inside real processes.
// Every property must FAIL on its defects: that is how the judges are judged.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "reference/cluster/core.h"
#include "reference/controller/core.h"
#include "reference/engine/core.h"
#include "reference/engine/service_engine.h"
#include "reference/storage/disk.h"

namespace holdfast::harness::sut::reference_sim::defects {

struct Defect {
    std::string name;      ///< "no_gratuitous_arp"
    std::string sentence;  ///< what it does, for `holdfast gate --list-defects`
    /// Which cores it wraps; the others run as they are. One is set, or one of those below.
    reference::engine::Core (*wrap_engine)(reference::engine::Core core,
                                           const reference::engine::ServiceEngineOptions& options) =
        nullptr;
    reference::controller::Core (*wrap_controller)(reference::controller::Core core) = nullptr;
    reference::cluster::Core (*wrap_node)(reference::cluster::Core core) = nullptr;
    /// Instead of a wrapper: the engine tells the time by its wall clock.
    bool wall_clock = false;
    /// Instead of a wrapper: what a controller does to its disk at each start, before it reads it.
    Result<void> (*before_disk_is_read)(reference::storage::Disk& disk) = nullptr;
};

const std::vector<Defect>& all_defects();
/// Null for an unknown name.
const Defect* find_defect(const std::string& name);

/// The core as it is for an empty name or a defect of the other core; wrapped otherwise. CHECKs the
/// name.
reference::engine::Core with_defect(const std::string& name, reference::engine::Core core,
                                    const reference::engine::ServiceEngineOptions& options);
reference::controller::Core with_defect(const std::string& name, reference::controller::Core core);
/// For a defect with wall_clock: the core with its time taken from a clock that is `ahead` of the
/// right one. The core as it is for any other.
reference::engine::Core with_clock_of(const std::string& name, reference::engine::Core core,
                                      std::function<Duration()> ahead);
reference::cluster::Core with_defect(const std::string& name, reference::cluster::Core core);
/// Before a controller opens its log. An Error: the disk refused.
Result<void> before_disk_is_read(const std::string& name, reference::storage::Disk& disk);

}  // namespace holdfast::harness::sut::reference_sim::defects
