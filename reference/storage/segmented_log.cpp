// SPDX-License-Identifier: Apache-2.0
#include "reference/storage/segmented_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "reference/storage/codec.h"
#include "reference/storage/record.h"
#include "reference/storage/segment.h"

namespace holdfast::reference::storage {

using consensus::Entry;
using consensus::Index;

Result<SegmentedLog::Found> SegmentedLog::read(Index base) {
    const auto listed = segments_of(disk_);
    if (!listed.has_value()) {
        return listed.error();
    }
    base_ = base;
    segments_.clear();
    void_.clear();
    newest_.clear();
    Found out;
    // Segments in front of the one that goes on behind the snapshot: a compaction was interrupted.
    std::size_t number = 0;
    while (number + 1 < listed->size() && (*listed)[number + 1] <= base + 1) {
        void_.push_back((*listed)[number++]);
    }
    last_ = listed->empty() ? base : std::min((*listed)[number] - 1, base);
    for (; number < listed->size() && !out.damage; ++number) {
        const bool newest = number + 1 == listed->size();
        const auto read = read_next((*listed)[number], newest, out);
        if (!read.has_value()) {
            return read.error();
        }
    }
    void_.insert(void_.end(), listed->begin() + static_cast<std::ptrdiff_t>(number), listed->end());
    if (out.entries.empty()) {  // all of them are in the snapshot
        void_.insert(void_.begin(), segments_.begin(), segments_.end());
        segments_.clear();
        last_ = base;
    }
    return out;
}

Result<void> SegmentedLog::read_next(Index first, bool newest, Found& out) {
    const std::string name = segment_name(first);
    if (first != last_ + 1) {
        out.damage =
            fmt::format("{}: entries from {} on are missing in front of it", name, last_ + 1);
        void_.push_back(first);
        return success;
    }
    const auto file = disk_.read(name);
    if (!file.has_value()) {
        return file.error();
    }
    SegmentContent content = read_segment(*file, first);
    if (content.end == SegmentContent::End::unfinished && newest) {
        // Appended and not yet synced when the power went: promised to nobody.
        out.notes.push_back(fmt::format("{}: {} bytes of an unfinished record are cut off", name,
                                        file->size() - content.intact));
    } else if (content.end != SegmentContent::End::clean) {
        out.damage = fmt::format("{}: the record at byte {} does not fit its checksum", name,
                                 content.intact);
    }
    if (content.entries.empty()) {
        void_.push_back(first);
        return success;
    }
    segments_.push_back(first);
    newest_ = file->substr(0, content.intact);
    for (Entry& entry : content.entries) {
        last_ = entry.index;
        if (entry.index > base_) {
            out.entries.push_back(std::move(entry));
        }
    }
    return success;
}

Result<void> SegmentedLog::settle() {
    for (; !void_.empty(); void_.pop_back()) {
        if (const auto removed = disk_.remove(segment_name(void_.back())); !removed.has_value()) {
            return removed;
        }
    }
    unsynced_ = false;
    newest_size_ = newest_.size();
    if (segments_.empty()) {
        return success;
    }
    // Written anew even when nothing was cut off: what a process appended before it was killed is
    // read back without ever having been synced, and a sync that failed may have left it in memory
    // only, with later syncs none the wiser.
    const std::string text = std::exchange(newest_, "");
    return disk_.replace(segment_name(segments_.back()), text);
}

Result<void> SegmentedLog::append(const std::vector<Entry>& entries) {
    std::string buffer;
    for (const Entry& entry : entries) {
        CHECK(entry.index == last_ + 1, "entry {} cannot follow on {}", entry.index, last_);
        if (segments_.empty() || newest_size_ + buffer.size() >= segment_max_) {
            if (const auto flushed = flush(buffer); !flushed.has_value()) {
                return flushed;
            }
            if (const auto begun = begin_segment(entry.index); !begun.has_value()) {
                return begun;
            }
        }
        buffer += record(encode(entry));
        last_ = entry.index;
    }
    return flush(buffer);
}

Result<void> SegmentedLog::begin_segment(Index first) {
    // Only the newest segment may end in the middle of a record.
    if (const auto synced = sync(); !synced.has_value()) {
        return synced;
    }
    segments_.push_back(first);
    newest_size_ = 0;
    return success;
}

Result<void> SegmentedLog::flush(std::string& buffer) {
    if (buffer.empty()) {
        return success;
    }
    unsynced_ = true;
    newest_size_ += buffer.size();
    return disk_.append(segment_name(segments_.back()), std::exchange(buffer, ""));
}

Result<void> SegmentedLog::sync() {
    if (!unsynced_) {
        return success;
    }
    const auto synced = disk_.sync(segment_name(segments_.back()));
    unsynced_ = !synced.has_value();
    return synced;
}

Result<void> SegmentedLog::truncate_from(Index index) {
    if (index > last_) {
        return success;
    }
    if (index <= base_ + 1) {
        return remove_all();
    }
    if (const auto synced = sync(); !synced.has_value()) {
        return synced;
    }
    // The newest first: after a power cut the rest is still without gaps.
    for (; segments_.back() >= index; segments_.pop_back()) {
        if (const auto removed = disk_.remove(segment_name(segments_.back()));
            !removed.has_value()) {
            return removed;
        }
    }
    const Index first = segments_.back();
    const auto file = disk_.read(segment_name(first));
    if (!file.has_value()) {
        return file.error();
    }
    SegmentContent content = read_segment(*file, first);
    if (first + content.entries.size() < index) {
        return failed(fmt::format("{}: the record at byte {} does not fit its checksum",
                                  segment_name(first), content.intact));
    }
    content.entries.resize(index - first);
    std::string kept;
    for (const Entry& entry : content.entries) {
        kept += record(encode(entry));
    }
    newest_size_ = kept.size();
    last_ = index - 1;
    return disk_.replace(segment_name(first), kept);
}

Result<void> SegmentedLog::drop_until(Index base) {
    CHECK(base >= base_, "a snapshot of {} after one of {}", base, base_);
    base_ = base;
    if (last_ <= base) {
        return remove_all();
    }
    while (segments_.size() > 1 && segments_[1] <= base + 1) {
        if (const auto removed = disk_.remove(segment_name(segments_.front()));
            !removed.has_value()) {
            return removed;
        }
        segments_.erase(segments_.begin());
    }
    return success;
}

Result<void> SegmentedLog::remove_all() {
    for (; !segments_.empty(); segments_.pop_back()) {
        if (const auto removed = disk_.remove(segment_name(segments_.back()));
            !removed.has_value()) {
            return removed;
        }
    }
    unsynced_ = false;
    last_ = base_;
    return success;
}

}  // namespace holdfast::reference::storage
