// SPDX-License-Identifier: Apache-2.0
// A simulated controller's disk: the reference's disk in memory, and what the suite's faults may do
// to it.
#pragma once

#include <functional>
#include <string>

#include "base/rng.h"
#include "harness/sim/faulty_disk.h"
#include "reference/storage/memory_disk.h"

namespace holdfast::harness::sut::reference_sim {

class SimDisk : public reference::storage::MemoryDisk, public sim::FaultyDisk {
  public:
    explicit SimDisk(const Rng& chance)
        : MemoryDisk(chance.fork("power cuts")), chance_(chance.fork("torn writes")) {}

    Result<void> append(const std::string& name, std::string_view bytes) override;

    void set_full(bool full) override;
    void set_sync_delay(Duration delay) override { set_delay(delay); }
    void tear_next_write(const std::string& file, std::function<void()> die) override;
    void tear_no_write() override { die_ = nullptr; }
    void cut_power() override;
    bool corrupt_tail(const std::string& file) override;
    faults::DiskCounters counters() const override { return counters_; }
    /// The disk's program waited for a sync.
    void count_delayed_sync() { ++counters_.delayed_syncs; }

  private:
    std::uint64_t size() const;

    Rng chance_;
    bool full_ = false;
    std::string torn_file_;
    std::function<void()> die_;
    faults::DiskCounters counters_;
};

}  // namespace holdfast::harness::sut::reference_sim
