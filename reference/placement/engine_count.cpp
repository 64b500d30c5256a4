// SPDX-License-Identifier: Apache-2.0
#include "reference/placement/engine_count.h"

#include <algorithm>

namespace holdfast::reference::placement {
namespace {

std::uint64_t divided_up(std::uint64_t what, std::uint64_t by) {
    return (what + by - 1) / by;
}

struct Wanted {
    std::uint64_t places = 0;     ///< missing, and to be kept free
    std::uint64_t different = 0;  ///< most that one service misses: each on an engine of its own
    std::uint64_t preferred = 0;  ///< where new engines are preferred to those that have room
};

Wanted wanted_by(const EngineCount& count) {
    Wanted wanted;
    std::uint64_t lost = 0;
    std::uint64_t fresh = 0;
    for (const Shortage& one : count.shortages) {
        wanted.different = std::max<std::uint64_t>(wanted.different, one.instances);
        (one.is_new ? fresh : lost) += one.instances;
    }
    const std::uint64_t buffer = std::uint64_t{count.buffer_se} * count.max_vs_per_se;
    wanted.places = lost + fresh + buffer;
    // A new service has its engines to itself as long as there may be more of them; what was lost
    // with an engine goes to one replacement (ELA-5).
    wanted.preferred = count.distributed ? fresh + divided_up(lost, count.max_vs_per_se) : 0;
    return wanted;
}

}  // namespace

std::uint32_t engines_to_start(const EngineCount& count) {
    if (!count.used || count.members + count.starting >= count.max_se) {
        return 0;
    }
    const Wanted wanted = wanted_by(count);
    const std::uint64_t short_of = wanted.places - std::min(wanted.places, count.free_places);
    const std::uint64_t needed =
        std::max({divided_up(short_of, count.max_vs_per_se), wanted.different, wanted.preferred});
    const std::uint64_t more = needed - std::min<std::uint64_t>(needed, count.starting);
    return static_cast<std::uint32_t>(
        std::min<std::uint64_t>(more, count.max_se - count.members - count.starting));
}

bool buffer_is_free(const EngineCount& count) {
    return count.free_places >= std::uint64_t{count.buffer_se} * count.max_vs_per_se;
}

}  // namespace holdfast::reference::placement
