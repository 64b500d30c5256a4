// SPDX-License-Identifier: Apache-2.0
#include "faults/disk_watch.h"

#include <array>
#include <utility>

namespace holdfast::faults {
namespace {

constexpr std::array all_counters{&DiskCounters::refused_writes, &DiskCounters::delayed_syncs,
                                  &DiskCounters::torn_writes,    &DiskCounters::power_cuts,
                                  &DiskCounters::lost_bytes,     &DiskCounters::corrupted_bits};

}  // namespace

DiskWatch::DiskWatch(const World& world, std::vector<std::string> nodes)
    : world_(&world), nodes_(std::move(nodes)) {}

Result<DiskWatch> DiskWatch::begin(const World& world, std::vector<std::string> nodes) {
    DiskWatch watch(world, std::move(nodes));
    const auto before = watch.sum();
    if (!before) {
        return before.error();
    }
    watch.before_ = *before;
    return watch;
}

Result<DiskCounters> DiskWatch::sum() const {
    DiskCounters total;
    for (const auto& node : nodes_) {
        const auto counters = world_->disk_counters(node);
        if (!counters) {
            return counters.error();
        }
        for (const auto counter : all_counters) {
            total.*counter += (*counters).*counter;
        }
    }
    return total;
}

Result<DiskCounters> DiskWatch::counted() const {
    auto total = sum();
    if (total) {
        for (const auto counter : all_counters) {
            (*total).*counter -= before_.*counter;
        }
    }
    return total;
}

}  // namespace holdfast::faults
