// SPDX-License-Identifier: Apache-2.0
#include "harness/mininet/probe_flows.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <mutex>
#include <thread>

#include "harness/mininet/kernel_stamp.h"

namespace holdfast::harness::mininet {

namespace {

constexpr std::size_t payload_size = 64;  // the probe's 32 bytes, padded to a usual small packet
// Fixed, so that a flow of one workload is told by the same port in the next.
constexpr std::uint16_t first_source_port = 20000;
constexpr Duration last_replies = 200ms;  // what all_answered() calls overdue

sockaddr_in socket_address(Ipv4Address address, std::uint16_t port) {
    sockaddr_in out{};
    out.sin_family = AF_INET;
    out.sin_addr.s_addr = htonl(address.value);
    out.sin_port = htons(port);
    return out;
}

struct Flow {
    Fd socket;
    sockaddr_in destination{};
    workload::ProbeFlow log;
    std::vector<bool> replied;
    std::size_t replied_count = 0;
    Instant due;
};

Result<Flow> open_flow(const FlowPlan& plan, std::size_t id) {
    Flow flow;
    flow.log.id = static_cast<std::uint32_t>(id);
    flow.log.source_port = static_cast<std::uint16_t>(first_source_port + id);
    flow.socket = Fd(socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    const sockaddr_in source = socket_address(plan.source, flow.log.source_port);
    // Not connected: a refusal from a dead engine's kernel would make the next send fail.
    if (!flow.socket.valid() ||
        bind(flow.socket.get(), reinterpret_cast<const sockaddr*>(&source), sizeof source) != 0) {
        return system_error("cannot open a probe flow from " + to_string(plan.source));
    }
    stamp_arrivals(flow.socket.get());
    flow.destination = socket_address(plan.destination, plan.destination_port);
    flow.log.service = plan.service;
    flow.log.source = plan.source;
    flow.log.destination = plan.destination;
    flow.log.destination_port = plan.destination_port;
    return flow;
}

}  // namespace

struct ProbeFlows::State {
    Duration epoch{};
    std::vector<Flow> flows;
    std::atomic<bool> ending{false};
    mutable std::mutex mutex;  // of `flows`: held for one packet at a time
    std::thread thread;

    void run();
    void send_due();
    void receive(Flow& flow);
    void wait_for_replies(Instant until);
    Instant next_due() const;
    bool all_replied() const;
};

void ProbeFlows::State::send_due() {
    for (Flow& flow : flows) {
        const Instant now = clock_now(epoch);
        if (now < flow.due) {
            continue;
        }
        const std::lock_guard lock(mutex);
        const workload::ProbePayload probe{flow.log.id, flow.log.sent.size(), clock_now(epoch)};
        const Bytes payload = workload::encode(probe, payload_size);
        flow.log.sent.push_back(probe.sent);
        flow.replied.push_back(false);
        sendto(flow.socket.get(), payload.data(), payload.size(), MSG_DONTWAIT,
               reinterpret_cast<const sockaddr*>(&flow.destination), sizeof flow.destination);
        // A sender that was late leaves a gap that the fidelity gate sees, never a burst.
        const auto missed = (now - flow.due) / flow.log.interval;
        flow.due += (missed + 1) * flow.log.interval;
    }
}

void ProbeFlows::State::receive(Flow& flow) {
    std::array<std::uint8_t, 2048> buffer;
    while (const auto datagram = receive_stamped(flow.socket.get(), buffer, epoch)) {
        const auto probe =
            workload::decode_probe(std::span<const std::uint8_t>(buffer.data(), datagram->size));
        // As a connected client would: only from where it was sent to.
        if (!probe || probe->flow != flow.log.id ||
            datagram->from.sin_addr.s_addr != flow.destination.sin_addr.s_addr ||
            datagram->from.sin_port != flow.destination.sin_port) {
            continue;
        }
        const std::lock_guard lock(mutex);
        // The time tells it from a straggler of an earlier workload.
        if (probe->sequence >= flow.log.sent.size() ||
            probe->sent != flow.log.sent[probe->sequence]) {
            continue;
        }
        flow.log.replies.push_back({probe->sequence, datagram->at});
        flow.replied_count += flow.replied[probe->sequence] ? 0 : 1;
        flow.replied[probe->sequence] = true;
    }
}

void ProbeFlows::State::wait_for_replies(Instant until) {
    std::vector<pollfd> sockets;
    for (const Flow& flow : flows) {
        sockets.push_back({flow.socket.get(), POLLIN, 0});
    }
    const Duration left = std::max(until - clock_now(epoch), Duration{});
    const timespec limit{static_cast<time_t>(left / 1s), static_cast<long>((left % 1s).count())};
    if (ppoll(sockets.data(), sockets.size(), &limit, nullptr) <= 0) {
        return;
    }
    for (std::size_t i = 0; i < sockets.size(); ++i) {
        if (sockets[i].revents != 0) {
            receive(flows[i]);
        }
    }
}

Instant ProbeFlows::State::next_due() const {
    Instant next = Instant::never();
    for (const Flow& flow : flows) {
        next = std::min(next, flow.due);
    }
    return next;
}

bool ProbeFlows::State::all_replied() const {
    return std::all_of(flows.begin(), flows.end(),
                       [](const Flow& flow) { return flow.replied_count == flow.replied.size(); });
}

void ProbeFlows::State::run() {
    precise_timers();
    while (!ending) {
        send_due();
        wait_for_replies(std::min(next_due(), clock_now(epoch) + 100ms));
    }
    const Instant limit = clock_now(epoch) + last_replies;
    while (!all_replied() && clock_now(epoch) < limit) {
        wait_for_replies(limit);
    }
}

ProbeFlows::ProbeFlows(std::unique_ptr<State> state) : state_(std::move(state)) {}

ProbeFlows::~ProbeFlows() {
    state_->ending = true;
    if (state_->thread.joinable()) {
        state_->thread.join();
    }
}

Result<std::unique_ptr<ProbeFlows>> ProbeFlows::start(const NetNamespace& client,
                                                      const std::vector<FlowPlan>& plans,
                                                      Duration interval, Duration epoch) {
    auto state = std::make_unique<State>();
    state->epoch = epoch;
    state->flows.resize(plans.size());
    // One visit to each namespace, in the order of its first flow.
    std::vector<const NetNamespace*> places;
    const auto place_of = [&](const FlowPlan& plan) { return plan.from ? plan.from : &client; };
    for (const FlowPlan& plan : plans) {
        if (std::find(places.begin(), places.end(), place_of(plan)) == places.end()) {
            places.push_back(place_of(plan));
        }
    }
    for (const NetNamespace* place : places) {
        const auto opened = in_namespace(*place, [&]() -> Result<void> {
            for (std::size_t id = 0; id < plans.size(); ++id) {
                if (place_of(plans[id]) != place) {
                    continue;
                }
                auto flow = open_flow(plans[id], id);
                if (!flow) {
                    return flow.error();
                }
                state->flows[id] = std::move(flow.value());
            }
            return success;
        });
        if (!opened) {
            return opened.error();
        }
    }
    const Instant begin = clock_now(epoch) + 1ms;
    for (std::size_t i = 0; i < state->flows.size(); ++i) {
        Flow& flow = state->flows[i];
        flow.log.interval = interval;
        flow.due = begin + interval * static_cast<std::int64_t>(i) /
                               static_cast<std::int64_t>(state->flows.size());
    }
    State* raw = state.get();
    state->thread = std::thread([raw] { raw->run(); });
    return std::unique_ptr<ProbeFlows>(new ProbeFlows(std::move(state)));
}

bool ProbeFlows::answered(Instant from, Instant to) const {
    const std::lock_guard lock(state_->mutex);
    return std::all_of(state_->flows.begin(), state_->flows.end(), [&](const Flow& flow) {
        const auto& sent = flow.log.sent;
        const auto first = std::lower_bound(sent.begin(), sent.end(), from);
        const auto last = std::upper_bound(first, sent.end(), to);
        return first != last &&
               std::all_of(flow.replied.begin() + (first - sent.begin()),
                           flow.replied.begin() + (last - sent.begin()), [](bool r) { return r; });
    });
}

std::vector<workload::ProbeFlow> ProbeFlows::stop() {
    state_->ending = true;
    if (state_->thread.joinable()) {
        state_->thread.join();
    }
    std::vector<workload::ProbeFlow> logs;
    for (Flow& flow : state_->flows) {
        logs.push_back(std::move(flow.log));
    }
    state_->flows.clear();
    return logs;
}

}  // namespace holdfast::harness::mininet
