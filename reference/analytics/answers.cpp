// SPDX-License-Identifier: Apache-2.0
#include "reference/analytics/answers.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>

#include "base/overloaded.h"
#include "reference/api/query.h"

namespace holdfast::reference::analytics {

namespace {

namespace json = boost::json;
using Segments = std::vector<std::string>;

constexpr std::size_t page_size_max = 1'000;

/// "2026-11-27T12:00:00.123456+00:00"
std::string time_text(Duration clock) {
    const auto whole = std::chrono::floor<std::chrono::seconds>(clock);
    const auto micro = std::chrono::duration_cast<std::chrono::microseconds>(clock - whole);
    const std::chrono::sys_seconds at(whole);
    return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:06}+00:00",
                       fmt::gmtime(std::chrono::system_clock::to_time_t(at)), micro.count());
}

Result<std::size_t> number_in(const api::Target& target, const char* name, std::size_t usual,
                              std::size_t high) {
    const auto text = target.parameter(name);
    if (!text) {
        return usual;
    }
    std::size_t number = 0;
    const auto [end, trouble] = std::from_chars(text->data(), text->data() + text->size(), number);
    if (trouble != std::errc() || end != text->data() + text->size() || number < 1 ||
        number > high) {
        return bad_input(
            fmt::format("{}: '{}', expected a number from 1 to {}", name, *text, high));
    }
    return number;
}

Result<Query> parse_logs(const api::Target& target) {
    const auto service = target.parameter("virtualservice");
    if (!service || service->empty()) {
        return bad_input("virtualservice: missing, expected the uuid of a virtual service");
    }
    const auto size = number_in(target, "page_size", LogsQuery().page_size, page_size_max);
    if (!size) {
        return size.error();
    }
    const auto page = number_in(target, "page", 1, requests_shown_max / *size);
    if (!page) {
        return page.error();
    }
    return LogsQuery{*service, *page, *size};
}

using Counter = std::uint64_t protocol::TrafficCounters::*;
struct Metric {
    const char* id;
    const char* units;
    Counter counter;
};
// The totals since the engine's start: what lies between two samples is their difference.
constexpr Metric metrics[] = {
    {"l4_client.sum_connections", "METRIC_COUNT", &protocol::TrafficCounters::connections_accepted},
    {"l4_client.open_connections", "METRIC_COUNT", &protocol::TrafficCounters::connections_open},
    {"l4_client.sum_connections_dropped", "METRIC_COUNT",
     &protocol::TrafficCounters::connections_unserved},
    {"l4_client.sum_rx_bytes", "BYTES", &protocol::TrafficCounters::bytes_to_servers},
    {"l4_client.sum_tx_bytes", "BYTES", &protocol::TrafficCounters::bytes_to_clients},
    {"l4_client.sum_rx_pkts", "METRIC_COUNT", &protocol::TrafficCounters::datagrams_to_servers},
    {"l4_client.sum_tx_pkts", "METRIC_COUNT", &protocol::TrafficCounters::datagrams_to_clients},
    {"l4_client.sum_pkts_dropped", "METRIC_COUNT", &protocol::TrafficCounters::datagrams_dropped},
    {"l4_client.open_flows", "METRIC_COUNT", &protocol::TrafficCounters::flows_open},
};

Result<Query> parse_metrics(const api::Target& target) {
    const auto limit = number_in(target, "limit", MetricsQuery().limit, page_size_max);
    if (!limit) {
        return limit.error();
    }
    MetricsQuery query{target.segments[4], {}, *limit};
    const std::vector<std::string> known = metric_ids();
    std::string list = target.parameter("metric_id").value_or("");
    while (!list.empty()) {
        const auto comma = list.find(',');
        query.metrics.push_back(list.substr(0, comma));
        list.erase(0, comma == std::string::npos ? comma : comma + 1);
        if (std::find(known.begin(), known.end(), query.metrics.back()) == known.end()) {
            return bad_input(fmt::format("metric_id: '{}', expected some of {}",
                                         query.metrics.back(), fmt::join(known, ", ")));
        }
    }
    return query;
}

const char* text_of(protocol::RequestOutcome outcome) {
    switch (outcome) {
        case protocol::RequestOutcome::completed:
            return "COMPLETED";
        case protocol::RequestOutcome::unserved:
            return "UNSERVED";
        case protocol::RequestOutcome::broken:
            return "BROKEN";
    }
    return "";
}

json::array texts(const std::vector<std::string>& list) {
    return json::array(list.begin(), list.end());
}

json::object shown(const CollectedRequest& one, const Answered& answered) {
    const protocol::ServedRequest& request = one.request;
    json::object out{
        {"report_timestamp", time_text(request.began + request.lasted)},
        {"start_timestamp", time_text(request.began)},
        {"virtualservice", answered.service_uuid},
        {"service_engine", one.origin.engine.text()},
        {"log_id", fmt::format("{}-{:x}-{}", one.origin.engine.text(), one.origin.boot_id,
                               one.origin.number)},
        {"collectors", texts(one.collectors)},
        {"protocol", "PROTOCOL_TCP"},
        {"client_ip", to_string(request.client)},
        {"client_src_port", request.client_port},
        {"client_dest_port", request.service_port},
        {"total_time",
         std::chrono::duration_cast<std::chrono::milliseconds>(request.lasted).count()},
        {"rx_bytes", request.bytes_from_client},
        {"tx_bytes", request.bytes_to_client},
        {"connection_ended", true},
        {"outcome", text_of(request.outcome)},
        {"significant", request.outcome == protocol::RequestOutcome::completed ? 0 : 1}};
    if (request.server) {
        out["server_ip"] = to_string(request.server->address);
        out["server_dest_port"] = request.server->port;
    }
    return out;
}

std::uint64_t dropped_in(const ServiceReports& reports) {
    std::uint64_t sum = 0;
    for (const Dropped& one : reports.dropped) {
        sum += one.items;
    }
    return sum;
}

json::object logs(const LogsQuery& query, const Answered& answered) {
    const auto& requests = answered.reports.requests;
    const std::size_t skipped = (query.page - 1) * query.page_size;
    json::array results;
    for (std::size_t i = skipped; i < requests.size() && i < skipped + query.page_size; ++i) {
        results.push_back(shown(requests[requests.size() - 1 - i], answered));
    }
    return {{"count", requests.size()},
            {"results", std::move(results)},
            {"dropped", dropped_in(answered.reports)},
            {"percent_remaining", 0.0},
            {"missing_controllers", texts(answered.missing)}};
}

json::object series(const Metric& metric, const std::vector<CollectedSample>& samples,
                    const Answered& answered) {
    json::array data;
    for (const CollectedSample& one : samples) {
        data.push_back(json::object{{"timestamp", time_text(one.sample.at)},
                                    {"value", one.sample.counters.*metric.counter},
                                    {"service_engine", one.origin.engine.text()}});
    }
    return {{"header", json::object{{"name", metric.id},
                                    {"units", metric.units},
                                    {"entity_uuid", answered.service_uuid}}},
            {"data", std::move(data)}};
}

json::object metric_series(const MetricsQuery& query, const Answered& answered) {
    std::vector<CollectedSample> samples = answered.reports.samples;
    if (samples.size() > query.limit) {
        samples.erase(samples.begin(), samples.end() - static_cast<std::ptrdiff_t>(query.limit));
    }
    json::array all;
    for (const Metric& metric : metrics) {
        const auto& wanted = query.metrics;
        if (wanted.empty() || std::find(wanted.begin(), wanted.end(), metric.id) != wanted.end()) {
            all.push_back(series(metric, samples, answered));
        }
    }
    return {{"entity_uuid", answered.service_uuid},
            {"metric_entity", "VSERVER_METRICS_ENTITY"},
            {"limit", query.limit},
            {"series", std::move(all)},
            {"missing_controllers", texts(answered.missing)}};
}

}  // namespace

bool asks_for_reports(const api::HttpRequest& request) {
    const Segments segments = api::parse_target(request.target).segments;
    return segments == Segments{"api", "analytics", "logs"} ||
           (segments.size() == 5 && segments[0] == "api" && segments[1] == "analytics" &&
            segments[2] == "metrics" && segments[3] == "virtualservice");
}

Result<Query> parse_query(const api::HttpRequest& request) {
    const api::Target target = api::parse_target(request.target);
    return target.segments.size() == 5 ? parse_metrics(target) : parse_logs(target);
}

std::vector<std::string> metric_ids() {
    std::vector<std::string> ids;
    for (const Metric& metric : metrics) {
        ids.emplace_back(metric.id);
    }
    return ids;
}

std::string answer_to(const Query& query, const Answered& answered) {
    return std::visit(
        Overloaded{
            [&](const LogsQuery& one) { return json::serialize(logs(one, answered)); },
            [&](const MetricsQuery& one) { return json::serialize(metric_series(one, answered)); }},
        query);
}

}  // namespace holdfast::reference::analytics
