// SPDX-License-Identifier: Apache-2.0
#include "reference/storage/segment.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "reference/storage/codec.h"
#include "reference/storage/record.h"

namespace holdfast::reference::storage {

using consensus::Entry;
using consensus::Index;

namespace {

constexpr std::string_view prefix = "log-";

}  // namespace

std::string segment_name(Index first) {
    return fmt::format("{}{}", prefix, first);
}

std::optional<Index> segment_first(std::string_view name) {
    if (!name.starts_with(prefix)) {
        return std::nullopt;
    }
    const std::string_view digits = name.substr(prefix.size());
    Index first = 0;
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), first);
    const bool ours = parsed.ec == std::errc() && segment_name(first) == name;
    return ours ? std::optional(first) : std::nullopt;
}

Result<std::vector<Index>> segments_of(const Disk& disk) {
    const auto names = disk.list();
    if (!names.has_value()) {
        return names.error();
    }
    std::vector<Index> out;
    for (const std::string& name : *names) {
        if (const auto first = segment_first(name)) {
            out.push_back(*first);
        }
    }
    std::sort(out.begin(), out.end());  // by number; the disk sorts by letter
    return out;
}

SegmentContent read_segment(std::string_view file, Index first) {
    SegmentContent out;
    while (out.intact < file.size()) {
        const FoundRecord found = first_record(file.substr(out.intact));
        if (found.kind == FoundRecord::Kind::unfinished) {
            out.end = SegmentContent::End::unfinished;
            return out;
        }
        auto entry = found.kind == FoundRecord::Kind::whole ? decode_entry(found.body)
                                                            : std::optional<Entry>();
        if (!entry || entry->index != first + out.entries.size()) {
            out.end = SegmentContent::End::spoilt;
            return out;
        }
        out.entries.push_back(std::move(*entry));
        out.intact += record_header_size + found.body.size();
    }
    return out;
}

}  // namespace holdfast::reference::storage
