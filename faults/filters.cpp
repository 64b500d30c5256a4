// SPDX-License-Identifier: Apache-2.0
#include "faults/filters.h"

#include <fmt/format.h>

namespace holdfast::faults {

void Filters::drop(const FrameMatch& match) {
    auto id = std::make_shared<FilterId>();
    injection_.act(
        [&]() -> Result<void> {
            const auto filter = world_.drop_frames(match);
            if (!filter) {
                return filter.error();
            }
            *id = *filter;
            ids_->push_back(*filter);
            return success;
        },
        [&world = world_, id] { return world.remove_filter(*id); });
}

Proof Filters::proof() const {
    return [&world = world_, ids = ids_]() -> Result<std::string> {
        std::uint64_t dropped = 0;
        for (const auto id : *ids) {
            const auto hits = world.filter_hits(id);
            if (!hits) {
                return hits.error();
            }
            dropped += *hits;
        }
        if (dropped == 0) {
            return failed("no frame was dropped yet");
        }
        return fmt::format("dropped {} frame{}", dropped, dropped == 1 ? "" : "s");
    };
}

}  // namespace holdfast::faults
