// SPDX-License-Identifier: Apache-2.0
#include "harness/mininet/flood.h"

#include <functional>

#include "base/check.h"

namespace holdfast::harness::mininet {

bool Flood::first_sight(Instant at, std::size_t port, std::span<const std::uint8_t> bytes) {
    CHECK(port < 64, "a segment has more ports than one word has bits: {}", port);
    if (at - swept_ > 100 * flood_spread) {
        std::erase_if(
            recent_, [&](const auto& entry) { return at - entry.second.back().at > flood_spread; });
        swept_ = at;
    }
    const std::string_view content(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    std::vector<Seen>& candidates = recent_[std::hash<std::string_view>{}(content)];
    std::erase_if(candidates, [&](const Seen& seen) { return at - seen.at > flood_spread; });
    const std::uint64_t bit = std::uint64_t{1} << port;
    for (Seen& seen : candidates) {
        if ((seen.ports & bit) == 0 && seen.bytes == content) {
            seen.ports |= bit;
            return false;
        }
    }
    candidates.push_back({at, bit, content});
    return true;
}

}  // namespace holdfast::harness::mininet
