// SPDX-License-Identifier: Apache-2.0
// A node's simulated disk, as faults act on it. Whoever simulates a system's disk implements it and
// attaches it to the node (SimTestbed::attach_disk); the testbed keeps it over the programs' lives.
// Each call acts at once and is counted when it shows.
#pragma once

#include <functional>
#include <string>

#include "base/time.h"
#include "faults/world.h"

namespace holdfast::harness::sim {

class FaultyDisk {
  public:
    FaultyDisk() = default;
    FaultyDisk(const FaultyDisk&) = delete;
    FaultyDisk& operator=(const FaultyDisk&) = delete;
    virtual ~FaultyDisk() = default;

    /// Writes fail for want of space.
    virtual void set_full(bool full) = 0;
    /// A sync counts as done so much later. It is the disk's program that has to wait: a simulated
    /// call takes no time.
    virtual void set_sync_delay(Duration delay) = 0;
    /// The next write to a file whose name begins with `file` is cut short at a random byte, `die`
    /// is called, and the write fails. `die` kills the program, which does nothing more that anyone
    /// could see.
    virtual void tear_next_write(const std::string& file, std::function<void()> die) = 0;
    virtual void tear_no_write() = 0;
    /// What was not synced is gone, or torn at a random byte.
    virtual void cut_power() = 0;
    /// Inverts bits near the end of the newest file whose name begins with `file`; false when there
    /// is none.
    virtual bool corrupt_tail(const std::string& file) = 0;
    virtual faults::DiskCounters counters() const = 0;
};

}  // namespace holdfast::harness::sim
