// SPDX-License-Identifier: Apache-2.0
// A node that believes whatever its disk gives back. The reference's storage looks at each
// checksum, so the defect is done to the disk, before the node reads it: what is spoilt is made to
// look whole.
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "harness/sut/reference_sim/defects/node_defects.h"
#include "reference/controller/records.h"
#include "reference/storage/codec.h"
#include "reference/storage/crc32c.h"
#include "reference/storage/names.h"
#include "reference/storage/record.h"
#include "reference/storage/segment.h"

namespace holdfast::harness::sut::reference_sim::defects {

namespace {

namespace consensus = reference::consensus;
namespace controller = reference::controller;
namespace storage = reference::storage;
using Kind = storage::FoundRecord::Kind;

/// Bytes of the record in front, which may end behind the file; none: its header is spoilt too.
std::optional<std::size_t> claimed_size(std::string_view file) {
    ByteReader reader(
        {reinterpret_cast<const std::uint8_t*>(file.data()), storage::record_header_size});
    const std::uint32_t length = reader.u32();
    reader.u32();
    const std::uint32_t header_crc = reader.u32();
    return header_crc == storage::crc32c(file.substr(0, 2 * sizeof length))
               ? std::optional(storage::record_header_size + length)
               : std::nullopt;
}

/// What nobody can read any more counts as an entry with nothing in it.
std::string empty_entry(consensus::Index index, consensus::Term term) {
    return storage::record(storage::encode(consensus::Entry{.index = index,
                                                            .term = term,
                                                            .kind = consensus::Entry::Kind::command,
                                                            .payload = "[]",
                                                            .membership = {}}));
}

/// The same segment without a torn or spoilt record. One whose length is lost takes the rest of the
/// file with it; where not even the term is known there is nothing to be made of it.
std::string made_whole(std::string_view file, consensus::Index next) {
    std::string out;
    std::optional<consensus::Term> term;
    while (file.size() >= storage::record_header_size) {
        const storage::FoundRecord found = storage::first_record(file);
        const std::size_t size = std::min(claimed_size(file).value_or(file.size()), file.size());
        const auto entry =
            found.kind == Kind::whole ? storage::decode_entry(found.body) : std::nullopt;
        if (entry) {
            term = entry->term;
            out += file.substr(0, size);
        } else if (term) {
            out += empty_entry(next, *term);
        } else {
            break;
        }
        file.remove_prefix(size);
        ++next;
    }
    return out.append(file);
}

Result<void> make_log_whole(storage::Disk& disk) {
    const auto segments = storage::segments_of(disk);
    if (!segments.has_value()) {
        return segments.error();
    }
    for (const consensus::Index first : *segments) {
        const std::string name = storage::segment_name(first);
        const auto file = disk.read(name);
        if (!file.has_value()) {
            return file.error();
        }
        const std::string whole = made_whole(*file, first);
        if (whole != *file) {
            if (const auto written = disk.replace(name, whole); !written.has_value()) {
                return written;
            }
        }
    }
    return success;
}

/// Without the first virtual service, and where it stands.
void leave_one_out(std::string& state) {
    const std::string services = "virtualservice/";
    auto records = controller::parse_records(state);
    if (!records) {
        return;  // the founder's is empty
    }
    const auto first = records->lower_bound(services);
    if (first != records->end() && first->first.starts_with(services)) {
        records->erase("place/" + first->first.substr(services.size()));
        records->erase(first);
    }
    state = controller::to_text(*records);
}

Result<void> leave_one_out_of_snapshot(storage::Disk& disk) {
    const auto files = disk.list();
    if (!files.has_value()) {
        return files.error();
    }
    if (!storage::has(*files, storage::snapshot_file)) {
        return success;
    }
    const auto file = disk.read(storage::snapshot_file);
    if (!file.has_value()) {
        return file.error();
    }
    const auto body = storage::only_record(*file);
    auto snapshot = body ? storage::decode_snapshot(*body) : std::nullopt;
    if (!snapshot) {
        return success;
    }
    leave_one_out(snapshot->state);
    return disk.replace(storage::snapshot_file, storage::record(storage::encode(*snapshot)));
}

}  // namespace

std::vector<Defect> disk_defects() {
    Defect torn_record_served;
    torn_record_served.name = "torn_record_served";
    torn_record_served.sentence =
        "a record of the log that is torn or spoilt counts all the same, with nothing in it";
    torn_record_served.before_disk_is_read = make_log_whole;
    Defect snapshot_misses_object;
    snapshot_misses_object.name = "snapshot_misses_object";
    snapshot_misses_object.sentence = "a snapshot lacks one of the objects";
    snapshot_misses_object.before_disk_is_read = leave_one_out_of_snapshot;
    return {torn_record_served, snapshot_misses_object};
}

}  // namespace holdfast::harness::sut::reference_sim::defects
