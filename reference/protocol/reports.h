// SPDX-License-Identifier: Apache-2.0
// What engines report of the services that they carry: every TCP connection that is over, and
// samples of their counters; and which controller collects it (HDL-3, CTRL-23). Reports travel on
// the connections of encoding.h, but are neither for the engine's core nor for the leader alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "reference/protocol/messages.h"

namespace holdfast::reference::protocol {

enum class RequestOutcome {
    completed,  ///< both sides said all that they wanted to say
    unserved,   ///< no server took it
    broken,     ///< one side broke it off, or the engine gave the service up
};

/// One TCP connection of a client, which is over.
struct ServedRequest {
    Duration began{};   ///< clock time of the engine, since 1970
    Duration lasted{};  ///< never negative
    Ipv4Address client{};
    std::uint16_t client_port = 0;
    std::uint16_t service_port = 0;
    std::optional<ServerEndpoint> server{};  ///< none: no server took it
    std::uint64_t bytes_from_client = 0;
    std::uint64_t bytes_to_client = 0;
    RequestOutcome outcome = RequestOutcome::completed;
    bool operator==(const ServedRequest&) const = default;
};

/// What one service's traffic amounted to on one engine, since that engine started.
struct TrafficCounters {
    std::uint64_t connections_accepted = 0;
    std::uint64_t connections_open = 0;      ///< now
    std::uint64_t connections_unserved = 0;  ///< reset, because no server took them
    std::uint64_t bytes_to_servers = 0;      ///< of TCP
    std::uint64_t bytes_to_clients = 0;
    std::uint64_t datagrams_to_servers = 0;
    std::uint64_t datagrams_to_clients = 0;
    std::uint64_t datagrams_dropped = 0;
    std::uint64_t flows_open = 0;  ///< of UDP, now
    /// Of TCP, exchanged with clients; those of open connections when they were counted last.
    std::uint64_t segments = 0;
    bool operator==(const TrafficCounters&) const = default;
};

struct MetricSample {
    Duration at{};  ///< clock time of the engine, since 1970
    TrafficCounters counters{};
    bool operator==(const MetricSample&) const = default;
};

/// Exactly one of the two is there.
struct ReportItem {
    /// 1, 2, ... for each service on each engine, from the engine's start on.
    std::uint64_t number = 0;
    std::optional<ServedRequest> request{};
    std::optional<MetricSample> sample{};
    bool operator==(const ReportItem&) const = default;
};

/// A message carries so many at the most.
inline constexpr std::size_t report_items_max = 64;

/// Engine to the controller that collects for the service. Numbers grow; one that is left out was
/// dropped, or the collector has it already.
struct Report {
    EngineName engine{};
    std::uint64_t boot_id = 0;  ///< of the engine: numbers begin anew with it
    ServiceName service{};
    /// Items that no collector took before there was no room for them any more, so far.
    std::uint64_t dropped = 0;
    std::vector<ReportItem> items{};
    bool operator==(const Report&) const = default;
};

/// Services are spread over the controllers by slots, so that nobody has to know them all.
inline constexpr std::uint32_t collector_slots = 64;
/// The same number on every machine, below collector_slots.
std::uint32_t collector_slot(const ServiceName& service);

/// Controller to engine: reports of the services in these slots come here, and of no others.
/// Replaces what this controller said before. Of two that want a slot the higher `index` counts.
struct Collects {
    std::uint64_t index = 0;   ///< of the cluster's log, by which the slots were spread
    std::uint64_t holder = 0;  ///< new with every start of the controller, which forgets all
    std::vector<std::uint32_t> slots{};  ///< ascending
    bool operator==(const Collects&) const = default;
};

/// Controller to engine: items of this service up to this number are taken.
struct ReportTaken {
    ServiceName service{};
    std::uint64_t number = 0;
    bool operator==(const ReportTaken&) const = default;
};

using ToReporter = std::variant<Collects, ReportTaken>;

std::string encode(const Report& report);  ///< without newline
std::string encode(const ToReporter& message);
/// Whether a line of the connection is for decode_report or decode_to_reporter; otherwise it is
/// for encoding.h.
bool is_report(std::string_view line);
bool is_to_reporter(std::string_view line);
Result<Report> decode_report(std::string_view line);
Result<ToReporter> decode_to_reporter(std::string_view line);

}  // namespace holdfast::reference::protocol
