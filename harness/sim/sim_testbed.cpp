// SPDX-License-Identifier: Apache-2.0
// Programs, capture and workload; sim_faults.cpp has the rest of the world's port.
#include "harness/sim/sim_testbed.h"

#include <utility>

#include "harness/sim/echo_responder.h"
#include "harness/sim/installation.h"
#include "harness/sim/kernel.h"
#include "harness/sim/network.h"
#include "harness/sim/process.h"
#include "harness/sim/segment.h"
#include "harness/sim/sim_workload.h"

namespace holdfast::harness::sim {

namespace {

constexpr std::uint16_t udp_port = 5000;
constexpr std::uint16_t tcp_port = 5001;

}  // namespace

SimTestbed::SimTestbed(topology::Topology topology, BringUp bring_up)
    : topology_(std::move(topology)),
      bring_up_(std::move(bring_up)),
      network_(std::make_unique<Network>(topology_, bring_up_.seed)),
      installations_(std::make_unique<Installations>()) {
    for (const topology::Node& node : topology_.nodes) {
        const bool server = node.role == topology::NodeRole::server;
        if (server || node.role == topology::NodeRole::observer) {
            const EchoResponder::Ports ports{udp_port, server ? tcp_port : std::uint16_t{0}};
            network_->spawn(*network_->kernel(node.name), std::make_unique<EchoResponder>(ports),
                            "echo responder");
        }
    }
}

SimTestbed::~SimTestbed() {
    tear_down();
}

void SimTestbed::tear_down() {
    workload_.reset();
    network_->clear();
    network_->tell = nullptr;
    network_->capturing = false;
}

Rng SimTestbed::rng(std::string_view purpose) const {
    return network_->chance.fork(purpose);
}

std::uint64_t SimTestbed::events() const {
    return network_->events;
}

Instant SimTestbed::now() const {
    return network_->now;
}

bool SimTestbed::advance(Instant until, const std::function<bool()>& stop) {
    return network_->advance(until, stop);
}

std::vector<history::RunBegan::NodeInterface> SimTestbed::interfaces() const {
    std::vector<history::RunBegan::NodeInterface> all;
    for (const topology::Node& node : topology_.nodes) {
        const Kernel& kernel = *network_->kernel(node.name);
        for (std::size_t i = 0; i < node.interfaces.size(); ++i) {
            all.push_back({node.name, node.interfaces[i].segment, kernel.mac(i),
                           node.interfaces[i].address.address});
        }
    }
    return all;
}

void SimTestbed::on_sighting(std::function<void(const faults::Sighting&)> tell) {
    network_->tell = std::move(tell);
}

Result<void> SimTestbed::start_capture() {
    if (network_->capturing) {
        return failed("a capture is already running");
    }
    for (const auto& segment : network_->segments) {
        segment->capture().frames.clear();
    }
    network_->capturing = true;
    return success;
}

Result<std::vector<capture::Capture>> SimTestbed::stop_capture() {
    if (!network_->capturing) {
        return failed("no capture is running");
    }
    network_->capturing = false;
    std::vector<capture::Capture> captures;
    for (const auto& segment : network_->segments) {
        capture::Capture whole{segment->name(), {}};
        std::swap(whole.frames, segment->capture().frames);
        captures.push_back(std::move(whole));
    }
    return captures;
}

Result<void> SimTestbed::start_workload(const WorkloadRequest& request) {
    if (workload_ != nullptr) {
        return failed("a workload is already running");
    }
    auto started = SimWorkload::start(*network_, topology_, request);
    if (!started) {
        return started.error();
    }
    workload_ = std::move(*started);
    return success;
}

bool SimTestbed::all_answered(Duration window) const {
    return workload_ != nullptr && workload_->all_answered(window);
}

bool SimTestbed::api_answered(Duration window) const {
    return workload_ != nullptr && workload_->api_answered(window);
}

Result<void> SimTestbed::start_read_back(const std::vector<std::string>& controllers) {
    if (workload_ == nullptr) {
        return failed("no workload is running");
    }
    workload_->start_read_back(controllers);
    return success;
}

bool SimTestbed::read_back_done() const {
    return workload_ != nullptr && workload_->read_back_done();
}

Result<workload::WorkloadRecord> SimTestbed::stop_workload() {
    if (workload_ == nullptr) {
        return failed("no workload is running");
    }
    workload::WorkloadRecord record = workload_->record();
    workload_.reset();
    return record;
}

history::FidelityRecorded SimTestbed::fidelity() const {
    return {};  // virtual time is never late
}

}  // namespace holdfast::harness::sim
