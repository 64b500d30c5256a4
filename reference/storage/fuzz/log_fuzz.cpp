// SPDX-License-Identifier: Apache-2.0
// Whatever a disk holds after an accident: the log opens or says why not, and what was opened once
// opens the same again.
// Input: the files of the disk, each as its name, a line break, two bytes of length and so many
// bytes.
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "reference/storage/log_store.h"
#include "reference/storage/memory_disk.h"
#include "reference/storage/record.h"

namespace storage = holdfast::reference::storage;

namespace {

/// A length with its top bit set: the bytes are the body of a record whose checksum we add.
constexpr unsigned as_record = 0x8000;

void fill(storage::MemoryDisk& disk, std::string_view text) {
    while (!text.empty()) {
        const auto line = text.find('\n');
        if (line == std::string_view::npos || text.size() < line + 3) {
            return;
        }
        const std::string name(text.substr(0, line));
        const unsigned length = static_cast<unsigned char>(text[line + 1]) * 256U +
                                static_cast<unsigned char>(text[line + 2]);
        const std::string_view bytes = text.substr(line + 3, length & (as_record - 1));
        text = text.substr(line + 3 + bytes.size());
        const bool record = (length & as_record) != 0;
        CHECK(disk.append(name, record ? storage::record(bytes) : std::string(bytes)).has_value(),
              "a disk in memory takes what comes");
    }
}

bool same(const holdfast::reference::consensus::Stored& a,
          const holdfast::reference::consensus::Stored& b) {
    return a.hard_state == b.hard_state && a.snapshot == b.snapshot && a.entries == b.entries &&
           a.damaged == b.damaged;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    storage::MemoryDisk disk(holdfast::Rng(1));
    fill(disk, text);
    storage::LogStore first(disk);
    const auto opened = first.open();
    if (opened.has_value()) {
        storage::LogStore second(disk);
        const auto again = second.open();
        CHECK(again.has_value(), "opened once, then never again: {}", again.error().message);
        CHECK(same(again->stored, opened->stored), "a second look sees something else");
        CHECK(again->notes.empty() || opened->stored.damaged, "what was repaired needs repair");
    } else {
        CHECK(!opened.error().message.empty(), "a refusal says why");
    }
    return 0;
}
