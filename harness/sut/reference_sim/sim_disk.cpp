// SPDX-License-Identifier: Apache-2.0
#include "harness/sut/reference_sim/sim_disk.h"

#include <utility>

namespace holdfast::harness::sut::reference_sim {

namespace {

// A disk loses a sector at a time: the last few records.
constexpr std::uint64_t tail_bytes = 4096;

}  // namespace

Result<void> SimDisk::append(const std::string& name, std::string_view bytes) {
    if (die_ && name.starts_with(torn_file_)) {
        ++counters_.torn_writes;
        const auto torn =
            MemoryDisk::append(name, bytes.substr(0, chance_.below(bytes.size() + 1)));
        std::exchange(die_, nullptr)();
        return torn ? failed("the program died inside a write to " + name) : torn;
    }
    counters_.refused_writes += full_ ? 1 : 0;
    return MemoryDisk::append(name, bytes);
}

void SimDisk::set_full(bool full) {
    full_ = full;
    MemoryDisk::set_full(full);
}

void SimDisk::tear_next_write(const std::string& file, std::function<void()> die) {
    torn_file_ = file;
    die_ = std::move(die);
}

std::uint64_t SimDisk::size() const {
    std::uint64_t bytes = 0;
    for (const std::string& name : list().value()) {
        bytes += read(name).value().size();
    }
    return bytes;
}

void SimDisk::cut_power() {
    const std::uint64_t before = size();
    MemoryDisk::cut_power();
    ++counters_.power_cuts;
    counters_.lost_bytes += before - size();
}

bool SimDisk::corrupt_tail(const std::string& file) {
    const bool spoilt = spoil_end(file, tail_bytes);
    counters_.corrupted_bits += spoilt ? 3 : 0;
    return spoilt;
}

}  // namespace holdfast::harness::sut::reference_sim
