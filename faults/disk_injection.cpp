// SPDX-License-Identifier: Apache-2.0
#include "faults/disk_injection.h"

#include <array>

namespace holdfast::faults {
namespace {

constexpr std::array all_counters{&DiskCounters::refused_writes, &DiskCounters::delayed_syncs,
                                  &DiskCounters::torn_writes,    &DiskCounters::power_cuts,
                                  &DiskCounters::lost_bytes,     &DiskCounters::corrupted_bits};

Result<DiskCounters> counted_by(const World& world, const std::vector<std::string>& nodes) {
    DiskCounters total;
    for (const auto& node : nodes) {
        const auto counters = world.disk_counters(node);
        if (!counters) {
            return counters.error();
        }
        for (const auto counter : all_counters) {
            total.*counter += (*counters).*counter;
        }
    }
    return total;
}

DiskCounters since(const DiskCounters& before, DiskCounters now) {
    for (const auto counter : all_counters) {
        now.*counter -= before.*counter;
    }
    return now;
}

}  // namespace

Injected inject_on_disks(const Target& target, World& world, const Roles& roles, const DiskAct& act,
                         const DiskProof& proof) {
    const auto nodes = roles.resolve(target);
    if (!nodes) {
        return nodes.error();
    }
    const auto before = counted_by(world, *nodes);
    if (!before) {
        return before.error();
    }
    Injection injection;
    act(injection, *nodes);
    return injection.finish(
        *nodes, [&world, nodes = *nodes, before = *before, proof]() -> Result<std::string> {
            const auto now = counted_by(world, nodes);
            if (!now) {
                return now.error();
            }
            return proof(since(before, *now), nodes);
        });
}

Result<std::string> and_programs_gone(const std::string& what, const World& world,
                                      const std::vector<std::string>& nodes) {
    const auto gone = prove_programs(world, nodes, ProcessState::gone);
    return gone ? Result<std::string>(what + ", " + *gone) : gone;
}

}  // namespace holdfast::faults
