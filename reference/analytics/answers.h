// SPDX-License-Identifier: Apache-2.0
// The public form of logs and metrics: what a request asks for, and the JSON of the answer.
// Routes: GET /api/analytics/logs?virtualservice=UUID and
// GET /api/analytics/metrics/virtualservice/UUID.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "reference/analytics/collection.h"
#include "reference/api/http.h"

namespace holdfast::reference::analytics {

/// Asked of logs at most: page x page_size.
inline constexpr std::size_t requests_shown_max = 10'000;

struct LogsQuery {
    std::string service_uuid;
    std::size_t page = 1;
    std::size_t page_size = 100;  ///< 1 to 1,000
    bool operator==(const LogsQuery&) const = default;
};
struct MetricsQuery {
    std::string service_uuid;
    std::vector<std::string> metrics;  ///< names of metric_ids(); empty: all
    std::size_t limit = 60;            ///< the newest samples, 1 to 1,000
    bool operator==(const MetricsQuery&) const = default;
};
using Query = std::variant<LogsQuery, MetricsQuery>;

/// Whether the request is for one of the two routes.
bool asks_for_reports(const api::HttpRequest& request);
/// An Error names the parameter, its value and what is expected.
Result<Query> parse_query(const api::HttpRequest& request);

/// "l4_client.sum_connections" and its like.
std::vector<std::string> metric_ids();

struct Answered {
    std::string service_uuid;
    std::string service_name;
    ServiceReports reports;
    /// Controllers whose part is missing, because they did not answer in time.
    std::vector<std::string> missing;
};
/// JSON. Logs: the newest first.
std::string answer_to(const Query& query, const Answered& answered);

}  // namespace holdfast::reference::analytics
