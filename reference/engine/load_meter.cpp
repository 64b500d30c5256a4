// SPDX-License-Identifier: Apache-2.0
#include "reference/engine/load_meter.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"

namespace holdfast::reference::engine {
namespace {

using protocol::TrafficCounters;

std::uint64_t packets(const TrafficCounters& counted) {
    return counted.datagrams_to_servers + counted.datagrams_to_clients + counted.segments;
}

std::uint64_t bytes(const TrafficCounters& counted) {
    return counted.bytes_to_servers + counted.bytes_to_clients;
}

/// A service that was opened anew may count from 0 again.
std::uint64_t since(std::uint64_t before, std::uint64_t counted) {
    return counted >= before ? counted - before : counted;
}

}  // namespace

protocol::LoadMeasured LoadMeter::measure(Instant now, double processor, const Counters& counters) {
    CHECK(now > measured_at_, "measured twice at {}", to_string(now.since_start()));
    const double percent = std::round(100 * std::clamp(processor, 0.0, 1.0));
    protocol::LoadMeasured load{.over = now - measured_at_,
                                .processor_percent = static_cast<std::uint32_t>(percent)};
    for (const auto& [service, counted] : counters) {
        const TrafficCounters& before = last_[service];
        load.services.push_back(
            {.service = service,
             .packets = since(packets(before), packets(counted)),
             .bytes = since(bytes(before), bytes(counted)),
             .connections = since(before.connections_accepted, counted.connections_accepted),
             .connections_open = counted.connections_open});
        last_[service] = counted;
    }
    measured_at_ = now;
    return load;
}

}  // namespace holdfast::reference::engine
