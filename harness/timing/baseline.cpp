// SPDX-License-Identifier: Apache-2.0
#include "harness/timing/baseline.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <fstream>

namespace holdfast::harness::timing {

namespace {

namespace json = boost::json;

constexpr double confidence = 0.95;
constexpr double tolerated_part = 0.05;

/// Nearest rank.
Duration quantile(std::vector<Duration> values, double part) {
    std::sort(values.begin(), values.end());
    const auto rank =
        static_cast<std::size_t>(std::ceil(part * static_cast<double>(values.size())));
    return values[std::clamp<std::size_t>(rank, 1, values.size()) - 1];
}

/// A failover of one VIP.
struct OfOneVip {
    Instant begin;
    Instant end;
    Duration value{};
};

/// Failovers of several VIPs at one time are one trial: their times are not independent.
void add_trials(std::vector<OfOneVip> found, FailoverTimes& times) {
    std::sort(found.begin(), found.end(),
              [](const OfOneVip& a, const OfOneVip& b) { return a.begin < b.begin; });
    std::optional<Instant> end;
    for (const OfOneVip& one : found) {
        if (end && one.begin <= *end) {
            times.values.back() = std::max(times.values.back(), one.value);
        } else {
            times.values.push_back(one.value);
        }
        end = std::max(end.value_or(one.end), one.end);
    }
}

std::optional<std::int64_t> number_at(const json::value& event, const char* pointer) {
    boost::system::error_code trouble;
    const json::value* found = event.find_pointer(pointer, trouble);
    return found != nullptr && found->is_int64() ? std::optional(found->get_int64()) : std::nullopt;
}

/// The times in one report that --json wrote; false: it is none.
bool collect(const json::value& report, FailoverTimes& times) {
    std::vector<OfOneVip> found;
    boost::system::error_code trouble;
    const auto* vips = report.is_object() ? report.as_object().if_contains("vips") : nullptr;
    if (vips == nullptr || !vips->is_array()) {
        return false;
    }
    for (const json::value& vip : vips->get_array()) {
        const json::value* events = vip.find_pointer("/events", trouble);
        if (events == nullptr || !events->is_array()) {
            return false;
        }
        for (const json::value& event : events->get_array()) {
            const json::value* kind = event.find_pointer("/kind", trouble);
            const auto time = number_at(event, "/failoverTime/value");
            const bool counts =
                kind != nullptr && kind->is_string() && kind->get_string() == "failover" && time;
            if (counts) {
                const std::int64_t begin = number_at(event, "/begin").value_or(0);
                found.push_back({Instant(Duration(begin)),
                                 Instant(Duration(number_at(event, "/end").value_or(begin))),
                                 Duration(*time)});
                times.tau = std::max(times.tau, Duration(number_at(event, "/tau").value_or(0)));
            }
        }
    }
    add_trials(std::move(found), times);
    return true;
}

}  // namespace

FailoverTimes failover_times(const Report& report) {
    FailoverTimes times;
    std::vector<OfOneVip> found;
    for (const Event* event : events_of(report)) {
        if (event->kind != Event::Kind::failover || !event->failover_time ||
            event->standing == Standing::invalid) {
            continue;
        }
        found.push_back({event->begin, event->end, event->failover_time->value});
        if (event->worst) {
            const FlowReport& flow = report.flows[event->routes[*event->worst].flow];
            times.tau = std::max(times.tau, flow.interval.value_or(Duration{}));
        }
    }
    add_trials(std::move(found), times);
    return times;
}

Result<FailoverTimes> read_baseline(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        return bad_input(path + ": cannot be opened; expected a baseline, as --json writes one");
    }
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    FailoverTimes times;
    std::size_t reports = 0;
    std::size_t at = 0;
    while (at < text.size()) {
        json::parser parser;
        boost::system::error_code trouble;
        const std::size_t used = parser.write_some(text.data() + at, text.size() - at, trouble);
        if (trouble || !collect(parser.release(), times)) {
            return bad_input(fmt::format("{}: is no report that --json wrote (byte {}{})", path,
                                         at + used, trouble ? ": " + trouble.message() : ""));
        }
        ++reports;
        at = std::min(text.find_first_not_of(" \r\n\t", at + used), text.size());
    }
    if (reports == 0) {
        return bad_input(path + ": is empty; expected a baseline, as --json writes one");
    }
    if (times.values.empty()) {
        return bad_input(path + ": has no measured failover to compare with");
    }
    return times;
}

Comparison compare(const FailoverTimes& baseline, const FailoverTimes& now) {
    Comparison out;
    if (now.values.empty()) {
        out.sentence = "no failover was measured: nothing to compare with the baseline";
        return out;
    }
    const Duration median = quantile(baseline.values, 0.5);
    out.delta = std::max(
        Duration(static_cast<std::int64_t>(tolerated_part * static_cast<double>(median.count()))),
        2 * std::max(baseline.tau, now.tau));
    out.shift = shift_between(baseline.values, now.values, confidence);
    const std::string sizes =
        fmt::format("{} against {}", now.values.size(), baseline.values.size());
    if (!out.shift.low) {
        out.sentence = fmt::format(
            "shift {} ({} failovers): too few for an interval at {:.0f} % confidence, 4 against 4 "
            "give one",
            precise(out.shift.estimate), sizes, 100 * confidence);
        return out;
    }
    out.verdict = *out.shift.low > out.delta    ? Comparison::Verdict::regression
                  : *out.shift.high > out.delta ? Comparison::Verdict::unclear
                                                : Comparison::Verdict::no_regression;
    const char* const words = out.verdict == Comparison::Verdict::regression ? "REGRESSION"
                              : out.verdict == Comparison::Verdict::unclear
                                  ? "WARNING, the interval straddles the tolerance"
                                  : "no regression";
    out.sentence = fmt::format(
        "{}: shift {} (Hodges-Lehmann, {:.1f} % confidence, Mann-Whitney, {} failovers), tolerated "
        "{} (the larger "
        "of 5 % and 2 tau)",
        words, with_interval(out.shift.estimate, *out.shift.low, out.shift.high),
        100 * out.shift.confidence, sizes, precise(out.delta));
    return out;
}

std::string spread_text(const FailoverTimes& times) {
    constexpr double part = 0.95;
    const std::size_t count = times.values.size();
    const double sure = 1 - std::pow(part, static_cast<double>(count));
    std::string out = fmt::format(
        "{} failovers: P50 {}, P95 {}, max {}; ", count, precise(quantile(times.values, 0.5)),
        precise(quantile(times.values, part)), precise(quantile(times.values, 1)));
    // n trials without a miss: 1 - q^n (measurement.md; order statistics).
    out += fmt::format("P95 <= {} with {:.0f} % confidence, {}/{}",
                       precise(quantile(times.values, 1)), 100 * sure, count, count);
    return out + (count < 59 ? " (59 trials give 95 %)" : "");
}

}  // namespace holdfast::harness::timing
