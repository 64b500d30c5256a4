// SPDX-License-Identifier: Apache-2.0
#include "reference/engine/health_dialogue.h"

#include <algorithm>

namespace holdfast::reference::engine {

using model::HealthMonitorType;
using model::HttpResponseCode;

namespace {

constexpr std::string_view udp_question = "holdfast health check";
// "HTTP/1.1 200": the status stands behind the first space.
constexpr std::size_t status_line_min = 12;

// HTTP_ANY stands before HTTP_1XX in the public API, and so on up to HTTP_5XX.
bool of_class(char first_digit, HttpResponseCode code) {
    return code == HttpResponseCode::HTTP_ANY || first_digit - '0' == static_cast<int>(code);
}

}  // namespace

HealthDialogue::HealthDialogue(const model::HealthMonitor& monitor, Ipv4Address server) {
    switch (monitor.type) {
        case HealthMonitorType::HEALTH_MONITOR_HTTP:
        case HealthMonitorType::HEALTH_MONITOR_HTTPS: {
            const auto& own = monitor.type == HealthMonitorType::HEALTH_MONITOR_HTTP
                                  ? monitor.http_monitor
                                  : monitor.https_monitor;
            const model::HealthMonitorHttp http = own.value_or(model::HealthMonitorHttp{});
            http_ = true;
            question_ = http.exact_http_request
                            ? http.http_request
                            : http.http_request + "\r\nHost: " + to_string(server) +
                                  "\r\nUser-Agent: holdfast\r\nConnection: close\r\n\r\n" +
                                  http.http_request_body;
            expected_ = http.http_response;
            codes_ = http.http_response_code;
            if (codes_.empty()) {
                codes_ = {HttpResponseCode::HTTP_2XX, HttpResponseCode::HTTP_3XX};
            }
            return;
        }
        case HealthMonitorType::HEALTH_MONITOR_UDP: {
            const auto udp = monitor.udp_monitor.value_or(model::HealthMonitorUdp{});
            question_ = udp.udp_request.empty() ? std::string(udp_question) : udp.udp_request;
            expected_ = udp.udp_response;
            return;
        }
        default: {
            const auto tcp = monitor.tcp_monitor.value_or(model::HealthMonitorTcp{});
            question_ = tcp.tcp_request;
            expected_ = tcp.tcp_response;
        }
    }
}

bool HealthDialogue::status_passes(std::string_view answer) const {
    return answer.starts_with("HTTP/1.") && answer[8] == ' ' &&
           std::any_of(codes_.begin(), codes_.end(),
                       [&](HttpResponseCode code) { return of_class(answer[9], code); });
}

std::optional<bool> HealthDialogue::verdict(std::string_view answer, bool ended) const {
    const bool over = ended || answer.size() >= answer_max;
    if (http_ && answer.size() >= status_line_min && !status_passes(answer)) {
        return false;
    }
    const bool enough = answer.size() >= (http_ ? status_line_min : 1);
    if (enough && answer.find(expected_) != std::string_view::npos) {
        return true;
    }
    return over ? std::optional(false) : std::nullopt;
}

}  // namespace holdfast::reference::engine
