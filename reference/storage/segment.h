// SPDX-License-Identifier: Apache-2.0
// One file of the log: records of consecutive entries, the first of which names the file.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "reference/consensus/entry.h"
#include "reference/storage/disk.h"

namespace holdfast::reference::storage {

std::string segment_name(consensus::Index first);
/// First index; nothing for the name of another file.
std::optional<consensus::Index> segment_first(std::string_view name);
/// First indexes of the segments on this disk, oldest first.
Result<std::vector<consensus::Index>> segments_of(const Disk& disk);

/// What a segment holds, up to the first thing that is no good entry.
struct SegmentContent {
    enum class End {
        clean,
        unfinished,  ///< in the middle of a record
        spoilt       ///< at a record, or an entry, that was not written so
    };
    std::vector<consensus::Entry> entries;
    std::size_t intact = 0;  ///< bytes of these entries
    End end = End::clean;
};

SegmentContent read_segment(std::string_view file, consensus::Index first);

}  // namespace holdfast::reference::storage
