// SPDX-License-Identifier: Apache-2.0
// Programs on nodes, and what a node's kernel does.
#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <set>

#include "harness/mininet/kernel_stamp.h"
#include "harness/mininet/testbed_state.h"

namespace holdfast::harness::mininet {

namespace {

struct Sysctl {
    const char* path;
    const char* on;
    const char* off;
};

Sysctl sysctl_of(faults::NodeService service) {
    switch (service) {
        case faults::NodeService::ip_forwarding:
            return {"/proc/sys/net/ipv4/ip_forward", "1", "0"};
        case faults::NodeService::arp_replies:  // 8: do not reply for all local addresses
            return {"/proc/sys/net/ipv4/conf/all/arp_ignore", "0", "8"};
        case faults::NodeService::icmp_echo_replies:
        case faults::NodeService::host_names:
            break;
    }
    return {"/proc/sys/net/ipv4/icmp_echo_ignore_all", "0", "1"};
}

/// As the programs of the node see the file that their resolver reads.
bool has_host_names(const NodeState& node) {
    std::ifstream hosts("/proc/" + std::to_string(node.shell) + "/root/etc/hosts");
    return hosts.peek() != std::ifstream::traits_type::eof();
}

// Programs are found again this often: finding them takes longer than looking at them.
constexpr Duration find_programs_interval = 200ms;
// A signalled process needs one more turn of the scheduler to be gone; on a busy machine some ms.
constexpr Duration signal_max = 2s;

}  // namespace

std::vector<ProcessFacts> MininetTestbed::State::processes(const NodeState& of) const {
    std::vector<ProcessFacts> all = processes_or_ending(of);
    std::erase_if(all, [](const ProcessFacts& p) { return p.net_namespace == 0; });
    return all;
}

std::vector<ProcessFacts> MininetTestbed::State::processes_or_ending(const NodeState& of) const {
    std::vector<ProcessFacts> all = programs->in(of.net.inode);
    std::erase_if(all, [&](const ProcessFacts& p) { return p.pid == of.shell || !p.alive(); });
    return all;
}

void MininetTestbed::State::look_at_waits() {
    const Instant at = clock_now(epoch);
    if (!flows || at - waits_seen < ProcessorWaits::look_interval) {
        return;
    }
    waits_seen = at;
    if (at - programs_seen > find_programs_interval) {
        programs_seen = at;
        for (auto& [name, node] : nodes) {
            node.seen_running.clear();
            for (const ProcessFacts& process :
                 node.programs.empty() ? std::vector<ProcessFacts>{} : processes(node)) {
                node.seen_running.push_back(process.pid);
                node_of_program[process.pid] = name;
            }
        }
    }
    for (const auto& [name, node] : nodes) {
        waits.look(at, node.seen_running);
    }
}

bool MininetTestbed::State::surely_runs(const NodeState& of) const {
    return std::any_of(of.seen_running.begin(), of.seen_running.end(), [](pid_t pid) {
        const ProcessFacts process{.pid = pid, .state = state_of(pid)};
        return process.alive() && !process.halted();
    });
}

std::vector<ProcessorWait> MininetTestbed::processor_waits() const {
    std::vector<ProcessorWait> all;
    for (const ProcessorWaits::Wait& wait : state_->waits.waits()) {
        all.push_back({state_->node_of_program.at(wait.process), wait.until, wait.length});
    }
    return all;
}

Result<void> MininetTestbed::State::signal_programs(const std::string& name, int signal) {
    const auto found = node(name);
    if (!found) {
        return found.error();
    }
    const std::vector<ProcessFacts> tree = processes(*found.value());
    if (tree.empty()) {
        return failed(fmt::format("no program runs on {}", name));
    }
    for (const ProcessFacts& process : tree) {
        if (kill(process.pid, signal) != 0 && errno != ESRCH) {
            return system_error(fmt::format("cannot signal process {} of {}", process.pid, name));
        }
    }
    return success;
}

/// A process may fork between the snapshot and its signal, and one that is being adopted may be in
/// no snapshot: looks again, and signals again, until two looks in turn find every process where
/// the signal takes it.
Result<void> MininetTestbed::State::signal_until(
    const std::string& name, int signal, const std::function<bool(const ProcessFacts&)>& arrived) {
    if (auto done = signal_programs(name, signal); !done) {
        return done;
    }
    const NodeState& on = *node(name).value();
    const Instant limit = clock_now(epoch) + signal_max;
    for (int clean_looks = 0; clean_looks < 2;) {
        std::vector<ProcessFacts> left = processes_or_ending(on);
        std::erase_if(left, arrived);
        clean_looks = left.empty() ? clean_looks + 1 : 0;
        for (const ProcessFacts& process : left) {
            kill(process.pid, signal);
        }
        if (clock_now(epoch) > limit) {
            return failed(
                fmt::format("{} processes of {} do not heed signal {}", left.size(), name, signal));
        }
        if (!left.empty()) {
            usleep(50);
        }
    }
    return success;
}

Result<void> MininetTestbed::kill_programs(const std::string& node) {
    return state_->signal_until(node, SIGKILL, [](const ProcessFacts&) { return false; });
}

Result<void> MininetTestbed::terminate_programs(const std::string& node) {
    return state_->signal_programs(node, SIGTERM);
}

Result<void> MininetTestbed::pause_programs(const std::string& node) {
    return state_->signal_until(node, SIGSTOP, [](const ProcessFacts& p) { return p.halted(); });
}

Result<void> MininetTestbed::resume_programs(const std::string& node) {
    return state_->signal_until(node, SIGCONT, [](const ProcessFacts& p) { return !p.stopped(); });
}

Result<faults::ProcessState> MininetTestbed::program_state(const std::string& node) const {
    const auto found = state_->node(node);
    if (!found) {
        return found.error();
    }
    if (state_->surely_runs(*found.value())) {
        return faults::ProcessState::running;
    }
    // Twice: an orphan that is being adopted may be missing from one snapshot.
    const auto look = [&] {
        const std::vector<ProcessFacts> tree = state_->processes(*found.value());
        const bool all_stopped =
            std::any_of(tree.begin(), tree.end(),
                        [](const ProcessFacts& p) { return p.stopped(); }) &&
            std::all_of(tree.begin(), tree.end(), [](const ProcessFacts& p) { return p.halted(); });
        return tree.empty()  ? faults::ProcessState::gone
               : all_stopped ? faults::ProcessState::paused
                             : faults::ProcessState::running;
    };
    const faults::ProcessState first = look();
    const faults::ProcessState second = first == faults::ProcessState::running ? first : look();
    return first == second ? first : faults::ProcessState::running;
}

Result<void> MininetTestbed::install(const ProgramSpec& program) {
    const auto found = state_->node(program.node);
    if (!found) {
        return found.error();
    }
    if (program.argv.empty() || access(program.argv.front().c_str(), X_OK) != 0) {
        return failed(fmt::format("no program to be run on {}: {}", program.node,
                                  program.argv.empty() ? "nothing" : program.argv.front()));
    }
    found.value()->programs.push_back(program);
    return success;
}

void MininetTestbed::uninstall(const std::string& node) {
    if (const auto found = state_->node(node)) {
        found.value()->programs.clear();
    }
}

Result<void> MininetTestbed::start_programs(const std::string& node) {
    const auto found = state_->node(node);
    if (!found) {
        return found.error();
    }
    if (found.value()->programs.empty()) {
        return failed("nothing is installed on " + node);
    }
    if (!state_->processes(*found.value()).empty()) {
        return failed("the programs of " + node + " still run");
    }
    for (ProgramSpec program : found.value()->programs) {
        if (const auto clock = state_->clocks.find(node); clock != state_->clocks.end()) {
            clock->second->add_to(program.environment);
        }
        if (const auto burden = state_->burdens.find(node); burden != state_->burdens.end()) {
            burden->second->add_to(program.environment);
        }
        if (auto done = state_->driver->spawn(program, state_->bring_up.folder); !done) {
            return done;
        }
    }
    return success;
}

Result<void> MininetTestbed::reset_addresses(const std::string& node) {
    const auto found = state_->node(node);
    if (!found) {
        return found.error();
    }
    std::set<InterfaceAddress> own{{Ipv4Address{0x7f000001}, 8}};  // loopback's
    for (const LinkState& link : state_->links) {
        if (link.plan->link.node == node) {
            own.insert(link.plan->address);
        }
    }
    const RouteSocket& route = *found.value()->route;
    const auto present = route.addresses();
    if (!present) {
        return present.error();
    }
    for (const AddressFacts& entry : present.value()) {
        if (own.contains(entry.address)) {
            continue;
        }
        // An address whose lifetime ends this very moment is gone without us.
        const auto done = route.remove_address(entry.link, entry.address);
        if (!done &&
            done.error() !=
                system_error("cannot remove address " + to_string(entry.address), EADDRNOTAVAIL)) {
            return done.error();
        }
    }
    return success;
}

Result<void> MininetTestbed::set_service(const std::string& node, faults::NodeService service,
                                         bool on) {
    const auto found = state_->node(node);
    if (!found) {
        return found.error();
    }
    if (service == faults::NodeService::host_names) {
        return has_host_names(*found.value()) == on ? Result<void>(success)
                                                    : state_->driver->set_names(node, on);
    }
    const Sysctl sysctl = sysctl_of(service);
    return in_namespace(found.value()->net,
                        [&] { return write_sysctl(sysctl.path, on ? sysctl.on : sysctl.off); });
}

Result<bool> MininetTestbed::service(const std::string& node, faults::NodeService service) const {
    const auto found = state_->node(node);
    if (!found) {
        return found.error();
    }
    if (service == faults::NodeService::host_names) {
        return has_host_names(*found.value());
    }
    const Sysctl sysctl = sysctl_of(service);
    bool on = false;
    auto done = in_namespace(found.value()->net, [&]() -> Result<void> {
        const auto value = read_sysctl(sysctl.path);
        if (!value) {
            return value.error();
        }
        on = value.value() == sysctl.on;
        return success;
    });
    if (!done) {
        return done.error();
    }
    return on;
}

Result<void> MininetTestbed::forget_neighbour(Ipv4Address address) {
    for (const LinkState& link : state_->links) {
        const auto found = state_->node(link.plan->link.node);
        if (!found) {
            return found.error();
        }
        if (link.plan->address.address == address) {
            continue;
        }
        auto done = found.value()->route->forget_neighbour(link.interface, address);
        if (!done) {
            return failed(link.plan->link.node + ": " + done.error().message);
        }
    }
    return success;
}

}  // namespace holdfast::harness::mininet
