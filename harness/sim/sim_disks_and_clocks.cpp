// SPDX-License-Identifier: Apache-2.0
// World: disks, clocks and processors of programs. The real world must prepare a node for their
// faults at bring-up, so this one asks for the same.
#include <utility>

#include "harness/sim/installation.h"
#include "harness/sim/kernel.h"
#include "harness/sim/network.h"
#include "harness/sim/process.h"
#include "harness/sim/sim_testbed.h"

namespace holdfast::harness::sim {

void SimTestbed::attach_disk(const std::string& node, std::shared_ptr<FaultyDisk> disk) {
    disks_[node] = std::move(disk);
}

Result<FaultyDisk*> SimTestbed::disk(const std::string& node) const {
    if (!bring_up_.faulty_disks.contains(node)) {
        return failed("the disk of " + node + " was not announced as faulty at bring-up");
    }
    const auto found = disks_.find(node);
    if (found == disks_.end()) {
        return unsupported("no program of " + node + " has a simulated disk");
    }
    return found->second.get();
}

Result<FaultyDisk*> SimTestbed::idle_disk(const std::string& node) const {
    const auto state = program_state(node);
    if (!state) {
        return state.error();
    }
    if (*state != faults::ProcessState::gone) {
        return failed("programs on " + node + " still run");
    }
    return disk(node);
}

Result<void> SimTestbed::set_disk_full(const std::string& node, bool full) {
    const auto found = disk(node);
    if (!found) {
        return found.error();
    }
    (*found)->set_full(full);
    return success;
}

Result<void> SimTestbed::set_sync_delay(const std::string& node, Duration delay) {
    const auto found = disk(node);
    if (!found) {
        return found.error();
    }
    (*found)->set_sync_delay(delay);
    return success;
}

Result<void> SimTestbed::tear_next_write(const std::string& node,
                                         const std::optional<std::string>& file) {
    const auto found = disk(node);
    if (!found) {
        return found.error();
    }
    if (file) {
        (*found)->tear_next_write(*file, [this, node] { kill_all_of_the_system(node); });
    } else {
        (*found)->tear_no_write();
    }
    return success;
}

/// One that dies inside its own start() is in no list of what runs yet.
void SimTestbed::kill_all_of_the_system(const std::string& node) {
    for (Process* process : std::vector<Process*>(network_->kernel(node)->processes)) {
        if (process->purpose == system_purpose) {
            process->end(false);
        }
    }
}

Result<void> SimTestbed::cut_disk_power(const std::string& node) {
    const auto found = idle_disk(node);
    if (!found) {
        return found.error();
    }
    (*found)->cut_power();
    return success;
}

Result<void> SimTestbed::corrupt_tail(const std::string& node, const std::string& file) {
    const auto found = idle_disk(node);
    if (!found) {
        return found.error();
    }
    if (!(*found)->corrupt_tail(file)) {
        return failed("no file of " + node + " has a name that begins with " + file);
    }
    return success;
}

Result<faults::DiskCounters> SimTestbed::disk_counters(const std::string& node) const {
    const auto found = disk(node);
    if (!found) {
        return found.error();
    }
    return (*found)->counters();
}

Result<void> SimTestbed::set_clock(const std::string& node, const faults::ClockError& error) {
    const auto found = kernel(node);
    if (!found) {
        return found.error();
    }
    if (!bring_up_.faulty_clocks.contains(node)) {
        return failed("the clocks of " + node + " were not announced as faulty at bring-up");
    }
    (*found)->clock.set(network_->now, error);
    return success;
}

Result<faults::ClockOffset> SimTestbed::clock_offset(const std::string& node) const {
    const auto found = kernel(node);
    if (!found) {
        return found.error();
    }
    return (*found)->clock.offset(network_->now);
}

Result<void> SimTestbed::set_processor_busy(const std::string& node, double share) {
    const auto found = kernel(node);
    if (!found) {
        return found.error();
    }
    if (!bring_up_.busy_nodes.contains(node)) {
        return failed("the processor of " + node + " was not announced as busy at bring-up");
    }
    (*found)->processor.set(network_->now, share);
    return success;
}

Result<Duration> SimTestbed::processor_time(const std::string& node) const {
    const auto found = kernel(node);
    if (!found) {
        return found.error();
    }
    return (*found)->processor.used(network_->now);
}

}  // namespace holdfast::harness::sim
