// SPDX-License-Identifier: Apache-2.0
// Disks, clocks and processors of programs.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <sstream>

#include "harness/mininet/testbed_state.h"

namespace holdfast::harness::mininet {

namespace {

std::string helper_of(const std::string& node) {
    return "disk of " + node;
}

Result<void> done_by(const Result<std::string>& answer) {
    return answer ? Result<void>(success) : answer.error();
}

/// What there has to be for a file system of our own.
std::optional<Error> missing_for_disks() {
    const Fd device(open("/dev/fuse", O_RDWR | O_CLOEXEC));
    if (!device.valid()) {
        return unsupported(fmt::format("faulty disks need /dev/fuse: {}", std::strerror(errno)));
    }
    if (const auto program = find_helper("holdfast-disk"); !program) {
        return program.error();
    }
    return std::nullopt;
}

}  // namespace

// ---- disks ----

std::string MininetTestbed::State::disk_folder(const std::string& node) const {
    return std::filesystem::absolute(bring_up.folder + "/disk/" + node).string();
}

Result<std::string> MininetTestbed::disk_directory(const std::string& node) const {
    const std::string folder = state_->disk_folder(node);
    std::error_code trouble;
    std::filesystem::create_directories(folder, trouble);
    if (trouble) {
        return failed(fmt::format("{}: {}", folder, trouble.message()));
    }
    return folder;
}

/// A run whose disks cannot be faulty goes on: it is the fault that is unsupported, by name.
Result<void> MininetTestbed::State::start_disks() {
    if (bring_up.faulty_disks.empty()) {
        return success;
    }
    no_disks = missing_for_disks();
    if (no_disks) {
        return success;
    }
    std::uint64_t seed = bring_up.seed;
    for (const std::string& node : bring_up.faulty_disks) {
        const std::string folder = disk_folder(node);
        std::error_code trouble;
        std::filesystem::create_directories(folder, trouble);
        if (trouble) {
            return failed(fmt::format("{}: {}", folder, trouble.message()));
        }
        const auto started = driver->start_helper(
            helper_of(node), {find_helper("holdfast-disk").value(), folder, std::to_string(seed++)},
            node);
        if (!started) {
            return started.error();
        }
    }
    return success;
}

Result<std::string> MininetTestbed::State::disk(const std::string& node,
                                                const std::string& command) const {
    if (!bring_up.faulty_disks.contains(node)) {
        return failed(fmt::format("the disk of {} was not announced as faulty at bring-up", node));
    }
    if (no_disks) {
        return *no_disks;
    }
    if (!driver) {
        return failed("the testbed is down");
    }
    return driver->helper(helper_of(node), command);
}

Result<void> MininetTestbed::set_disk_full(const std::string& node, bool full) {
    return done_by(state_->disk(node, full ? "full 1" : "full 0"));
}

Result<void> MininetTestbed::set_sync_delay(const std::string& node, Duration delay) {
    return done_by(state_->disk(node, fmt::format("slow {}", delay.count())));
}

Result<void> MininetTestbed::tear_next_write(const std::string& node,
                                             const std::optional<std::string>& file) {
    return done_by(state_->disk(node, file ? "tear " + *file : "tear"));
}

Result<void> MininetTestbed::cut_disk_power(const std::string& node) {
    const auto state = program_state(node);
    if (state && *state != faults::ProcessState::gone) {
        return failed("programs of " + node + " still run");
    }
    return state ? done_by(state_->disk(node, "cut")) : state.error();
}

Result<void> MininetTestbed::corrupt_tail(const std::string& node, const std::string& file) {
    const auto state = program_state(node);
    if (state && *state != faults::ProcessState::gone) {
        return failed("programs of " + node + " still run");
    }
    return state ? done_by(state_->disk(node, "corrupt " + file)) : state.error();
}

Result<faults::DiskCounters> MininetTestbed::disk_counters(const std::string& node) const {
    const auto answer = state_->disk(node, "stat");
    if (!answer) {
        return answer.error();
    }
    faults::DiskCounters counters;
    std::istringstream numbers(*answer);
    numbers >> counters.refused_writes >> counters.delayed_syncs >> counters.torn_writes >>
        counters.power_cuts >> counters.lost_bytes >> counters.corrupted_bits;
    if (!numbers) {
        return failed(fmt::format("{} answers '{}'", helper_of(node), *answer));
    }
    return counters;
}

// ---- clocks ----

Result<void> MininetTestbed::State::make_clocks() {
    for (const std::string& node : bring_up.faulty_clocks) {
        auto clock = SharedClock::make(
            std::filesystem::absolute(bring_up.folder + "/clock-" + node).string());
        if (!clock) {
            return clock.error();
        }
        clocks[node] = std::move(*clock);
    }
    return success;
}

Result<SharedClock*> MininetTestbed::State::clock(const std::string& node) const {
    const auto found = clocks.find(node);
    if (found == clocks.end()) {
        return failed(
            fmt::format("the clocks of {} were not announced as faulty at bring-up", node));
    }
    return found->second.get();
}

Result<void> MininetTestbed::set_clock(const std::string& node, const faults::ClockError& error) {
    const auto clock = state_->clock(node);
    if (!clock) {
        return clock.error();
    }
    (*clock)->set(error);
    return success;
}

Result<faults::ClockOffset> MininetTestbed::clock_offset(const std::string& node) const {
    const auto clock = state_->clock(node);
    return clock ? (*clock)->offset() : clock.error();
}

// ---- processors ----

Result<void> MininetTestbed::State::make_burdens() {
    for (const std::string& node : bring_up.busy_nodes) {
        auto burden = SharedBurden::make(
            std::filesystem::absolute(bring_up.folder + "/busy-" + node).string());
        if (!burden) {
            return burden.error();
        }
        burdens[node] = std::move(*burden);
    }
    return success;
}

Result<void> MininetTestbed::set_processor_busy(const std::string& node, double share) {
    const auto found = state_->burdens.find(node);
    if (found == state_->burdens.end()) {
        return failed(
            fmt::format("the processor of {} was not announced as busy at bring-up", node));
    }
    return found->second->set(share);
}

Result<Duration> MininetTestbed::processor_time(const std::string& node) const {
    const auto found = state_->node(node);
    if (!found) {
        return found.error();
    }
    Duration used{};
    for (const ProcessFacts& process : state_->processes(**found)) {
        used += processor_time_of(process.pid);
    }
    return used;
}

}  // namespace holdfast::harness::mininet
