// SPDX-License-Identifier: Apache-2.0
#include "harness/report/rule_result.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "harness/run/describe_verdict.h"

namespace holdfast::harness::report {

BOOST_DESCRIBE_STRUCT(Distribution, (), (name, values, bound, method, less, more))
BOOST_DESCRIBE_STRUCT(Judged, (), (checker, outcome, occurrences, cases, said))
BOOST_DESCRIBE_STRUCT(RuleResult, (),
                      (rule, world, running, outcome, cases, repeated, occurrences, reason,
                       measurements, distributions, judged, evidence, run_folder, seed, defect, sut,
                       took))

std::string to_json_line(const RuleResult& result) {
    return boost::json::serialize(json::store(result));
}

Result<RuleResult> parse_result(std::string_view line, const std::string& where) {
    const auto value = json::parse(line, where);
    if (!value) {
        return value.error();
    }
    return json::from_json<RuleResult>(*value, where);
}

Result<void> append_result(const std::string& path, const RuleResult& result) {
    const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (file < 0) {
        return failed(path + ": " + std::strerror(errno));
    }
    const std::string line = to_json_line(result) + "\n";
    const ssize_t written = write(file, line.data(), line.size());
    const bool whole = written == static_cast<ssize_t>(line.size());
    close(file);
    if (!whole) {
        return failed(path + ": a result could not be written whole");
    }
    return success;
}

Result<std::vector<RuleResult>> read_results(const std::string& path, std::size_t& offset) {
    std::vector<RuleResult> results;
    std::ifstream in(path, std::ios::binary);
    if (!in) {
        return results;  // no worker has said anything yet
    }
    in.seekg(static_cast<std::streamoff>(offset));
    std::ostringstream rest;
    rest << in.rdbuf();
    const std::string text = rest.str();
    std::size_t begin = 0;
    for (auto end = text.find('\n'); end != std::string::npos; end = text.find('\n', begin)) {
        auto result = parse_result(std::string_view(text).substr(begin, end - begin), path);
        if (!result) {
            return result.error();
        }
        results.push_back(std::move(*result));
        begin = end + 1;
    }
    offset += begin;
    return results;
}

const check::Measurement* failover_time(const RuleResult& result) {
    return failover_time(result.measurements);
}

const check::Measurement* failover_time(const std::vector<check::Measurement>& measurements) {
    const check::Measurement* worst = nullptr;
    for (const check::Measurement& measurement : measurements) {
        // One a service: "failoverTime vs1".
        if (measurement.name.rfind("failoverTime", 0) == 0 &&
            (worst == nullptr || measurement.value > worst->value)) {
            worst = &measurement;
        }
    }
    return worst;
}

std::string to_string(const check::Measurement& m) {
    const bool open_ended = m.high == Duration::max();
    std::string text = to_short_string(m.value) + " [" + to_short_string(m.low) + ", " +
                       (open_ended ? "end of run" : to_short_string(m.high)) + "] " + m.method;
    if (m.bound) {
        text += ", bound " + to_short_string(*m.bound);
    }
    return text;
}

}  // namespace holdfast::harness::report
