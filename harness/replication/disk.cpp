// SPDX-License-Identifier: Apache-2.0
#include "harness/replication/disk.h"

#include <algorithm>

namespace holdfast::harness::replication {

Instant SimDisk::store(Instant now, Record record, bool at_once) {
    if (at_once) {  // a file of its own: it waits for nothing
        kept_.push_back({now, std::move(record)});
        return now;
    }
    last_ = std::max(last_, now + sync);
    kept_.push_back({last_, std::move(record)});
    return last_;
}

void SimDisk::process_died(Instant now) {
    for (Kept& kept : kept_) {
        kept.on_disk = std::min(kept.on_disk, now);
    }
    last_ = now;
}

void SimDisk::power_went(Instant now) {
    std::erase_if(kept_, [&](const Kept& kept) { return kept.on_disk > now; });
    last_ = now;
}

std::vector<Record> SimDisk::records() const {
    std::vector<Record> records;
    for (const Kept& kept : kept_) {
        records.push_back(kept.record);
    }
    return records;
}

}  // namespace holdfast::harness::replication
