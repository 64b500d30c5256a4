// SPDX-License-Identifier: Apache-2.0
// Disks and clocks of programs.
#include "harness/mininet/testbed_state.h"

namespace holdfast::harness::mininet {

namespace {

Error no_disks() {
    return unsupported("this world has no faulty disks");
}
Error no_clocks() {
    return unsupported("this world has no faulty clocks");
}

}  // namespace

Result<void> MininetTestbed::set_disk_full(const std::string&, bool) {
    return no_disks();
}

Result<void> MininetTestbed::set_sync_delay(const std::string&, Duration) {
    return no_disks();
}

Result<void> MininetTestbed::tear_next_write(const std::string&,
                                             const std::optional<std::string>&) {
    return no_disks();
}

Result<void> MininetTestbed::cut_disk_power(const std::string&) {
    return no_disks();
}

Result<void> MininetTestbed::corrupt_tail(const std::string&, const std::string&) {
    return no_disks();
}

Result<faults::DiskCounters> MininetTestbed::disk_counters(const std::string&) const {
    return no_disks();
}

Result<void> MininetTestbed::set_clock(const std::string&, const faults::ClockError&) {
    return no_clocks();
}

Result<faults::ClockOffset> MininetTestbed::clock_offset(const std::string&) const {
    return no_clocks();
}

}  // namespace holdfast::harness::mininet
