// SPDX-License-Identifier: Apache-2.0
#include "harness/sim/network.h"

#include <utility>

#include "harness/sim/kernel.h"
#include "harness/sim/process.h"
#include "harness/sim/segment.h"

namespace holdfast::harness::sim {

Network::Network(const topology::Topology& topology, std::uint64_t seed) : chance(seed) {
    for (const topology::Segment& segment : topology.segments) {
        segments.push_back(
            std::make_unique<Segment>(*this, segment.name, chance.fork("segment " + segment.name)));
    }
    for (const topology::Node& node : topology.nodes) {
        hosts[node.name] = topology.management_address(node);
        kernels.push_back(std::make_unique<Kernel>(*this, node, kernels.size()));
    }
}

Network::~Network() {
    clear();
}

Segment* Network::segment(const std::string& name) {
    for (const auto& segment : segments) {
        if (segment->name() == name) {
            return segment.get();
        }
    }
    return nullptr;
}

Kernel* Network::kernel(const std::string& node) {
    for (const auto& kernel : kernels) {
        if (kernel->name() == node) {
            return kernel.get();
        }
    }
    return nullptr;
}

Process& Network::spawn(Kernel& kernel, std::unique_ptr<Program> program,
                        const std::string& purpose, std::uint64_t boot_number) {
    processes_.push_back(
        std::make_unique<Process>(kernel, std::move(program), purpose, boot_number));
    Process& process = *processes_.back();
    kernel.processes.push_back(&process);
    process.start();
    return process;
}

bool Network::advance(Instant until, const std::function<bool()>& stop) {
    while (!queue.empty() && queue.next() <= until) {
        const EventQueue::Event event = queue.pop();
        now = event.at;
        ++events;
        event.handler->handle(event.argument);
        if (stop()) {
            return true;
        }
    }
    now = until;
    return false;
}

void Network::clear() {
    for (const auto& process : processes_) {
        process->end(false);
    }
    queue.clear();
    timers.clear();
}

}  // namespace holdfast::harness::sim
