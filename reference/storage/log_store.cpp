// SPDX-License-Identifier: Apache-2.0
#include "reference/storage/log_store.h"

#include <fmt/format.h>

#include <utility>

#include "reference/storage/codec.h"
#include "reference/storage/names.h"
#include "reference/storage/record.h"
#include "reference/storage/segment.h"

namespace holdfast::reference::storage {

using consensus::Snapshot;

namespace {

bool is_ours(const std::string& name) {
    return name == hard_state_files[0] || name == hard_state_files[1] || name == snapshot_file ||
           name == damaged_file || segment_first(name).has_value();
}

bool holds_log_or_snapshot(const std::vector<std::string>& files) {
    return std::any_of(files.begin(), files.end(), [](const std::string& name) {
        return name == snapshot_file || segment_first(name).has_value();
    });
}

}  // namespace

Result<Opened> LogStore::open() {
    Opened out;
    auto files = disk_.list();
    if (files.has_value() && has(*files, erasing_file)) {
        if (const auto erased = erase_files(); !erased.has_value()) {
            return erased.error();
        }
        out.notes.emplace_back("the state: was being thrown away; done now");
        files = disk_.list();
    }
    if (!files.has_value()) {
        return files.error();
    }
    auto hard_state = hard_states_.open(*files, !holds_log_or_snapshot(*files));
    if (!hard_state.has_value()) {
        return hard_state.error();
    }
    out.stored.hard_state = hard_state->state;
    out.notes.insert(out.notes.end(), hard_state->notes.begin(), hard_state->notes.end());
    auto snapshot = read_snapshot(*files);
    if (!snapshot.has_value()) {
        return snapshot.error();
    }
    out.stored.snapshot = std::move(*snapshot);
    out.stored.damaged = has(*files, damaged_file);
    if (const auto read = read_log(out); !read.has_value()) {
        return read.error();
    }
    trouble_.reset();
    return out;
}

Result<std::optional<Snapshot>> LogStore::read_snapshot(
    const std::vector<std::string>& files) const {
    if (!has(files, snapshot_file)) {
        const auto segments = segments_of(disk_);
        if (!segments.has_value()) {
            return segments.error();
        }
        if (!segments->empty() && segments->front() > 1) {
            return failed(fmt::format("{}: is missing in front of {}; {}", snapshot_file,
                                      segment_name(segments->front()), way_out));
        }
        return std::optional<Snapshot>();
    }
    const auto file = disk_.read(snapshot_file);
    if (!file.has_value()) {
        return file.error();
    }
    const auto body = only_record(*file);
    auto snapshot = body ? decode_snapshot(*body) : std::nullopt;
    if (!snapshot) {
        return failed(fmt::format("{}: does not fit its checksum; {}", snapshot_file, way_out));
    }
    return snapshot;
}

Result<void> LogStore::read_log(Opened& out) {
    auto found = log_.read(out.stored.snapshot ? out.stored.snapshot->last_index : 0);
    if (!found.has_value()) {
        return found.error();
    }
    if (found->damage) {
        // Remembered before anything is thrown away: afterwards the log looks whole.
        if (const auto marked = disk_.replace(damaged_file, *found->damage); !marked.has_value()) {
            return marked;
        }
        out.stored.damaged = true;
        out.notes.push_back(*found->damage + "; everything from there on is thrown away");
    }
    out.notes.insert(out.notes.end(), found->notes.begin(), found->notes.end());
    out.stored.entries = std::move(found->entries);
    return log_.settle();
}

Result<void> LogStore::unless_broken(const std::function<Result<void>()>& work) {
    if (trouble_) {
        return *trouble_;
    }
    auto done = work();
    if (!done.has_value()) {
        trouble_ = done.error();
    }
    return done;
}

Result<void> LogStore::write(const consensus::effect::Persist& persist) {
    return unless_broken([&] { return write_parts(persist); });
}

Result<void> LogStore::write_parts(const consensus::effect::Persist& persist) {
    if (persist.hard_state || persist.snapshot || persist.truncate_from) {
        // Nothing overtakes what was written before.
        if (const auto synced = log_.sync(); !synced.has_value()) {
            return synced;
        }
    }
    if (persist.hard_state) {
        if (const auto written = hard_states_.write(*persist.hard_state); !written.has_value()) {
            return written;
        }
    }
    if (persist.truncate_from) {
        if (const auto cut = log_.truncate_from(*persist.truncate_from); !cut.has_value()) {
            return cut;
        }
    }
    if (persist.snapshot) {
        if (const auto written = write_snapshot(*persist.snapshot); !written.has_value()) {
            return written;
        }
    }
    return log_.append(persist.append);
}

Result<void> LogStore::write_snapshot(const Snapshot& snapshot) {
    if (const auto written = disk_.replace(snapshot_file, record(encode(snapshot)));
        !written.has_value()) {
        return written;
    }
    return log_.drop_until(snapshot.last_index);
}

Result<void> LogStore::sync() {
    return unless_broken([&] { return log_.sync(); });
}

Result<void> LogStore::clear_damage() {
    return unless_broken([&]() -> Result<void> {
        // Up to date means: on disk.
        if (const auto synced = log_.sync(); !synced.has_value()) {
            return synced;
        }
        return disk_.remove(damaged_file);
    });
}

Result<void> LogStore::erase() {
    trouble_ = failed("the log store was erased");
    if (const auto marked = disk_.replace(erasing_file, ""); !marked.has_value()) {
        return marked;
    }
    return erase_files();
}

Result<void> LogStore::erase_files() {
    const auto files = disk_.list();
    if (!files.has_value()) {
        return files.error();
    }
    for (const std::string& name : *files) {
        if (is_ours(name)) {
            if (const auto removed = disk_.remove(name); !removed.has_value()) {
                return removed;
            }
        }
    }
    return disk_.remove(erasing_file);
}

}  // namespace holdfast::reference::storage
