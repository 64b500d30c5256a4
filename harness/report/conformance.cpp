// SPDX-License-Identifier: Apache-2.0
#include "harness/report/conformance.h"

#include <fmt/format.h>

#include <map>

namespace holdfast::harness::report {
namespace {

using check::Outcome;

std::string quoted(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
        }
        out += c == '\n' ? ' ' : c;
    }
    return out + "\"";
}

std::string word_of(Outcome outcome) {
    switch (outcome) {
        case Outcome::pass:
            return "success";
        case Outcome::fail:
            return "failure";
        case Outcome::invalid:
            return "invalid";
        case Outcome::skipped:
            return "skipped";
    }
    return "skipped";
}

std::map<std::string, std::vector<RuleRow>> by_profile(const std::vector<RuleRow>& rows) {
    std::map<std::string, std::vector<RuleRow>> profiles;
    for (const RuleRow& row : rows) {
        profiles[row.profile].push_back(row);
    }
    return profiles;
}

std::string profile_result(const Counts& counts) {
    if (counts.failed > 0) {
        return "failure";
    }
    if (counts.invalid > 0 || counts.skipped > 0) {
        return counts.passed > 0 ? "partial" : "skipped";
    }
    return "success";
}

std::string world_yaml(const std::string& world, const RuleResult& result) {
    std::string out = fmt::format("    {}:\n      result: {}\n", world, word_of(result.outcome));
    if (result.outcome != Outcome::skipped) {
        out += fmt::format("      cases: {}\n      occurrences: {}\n      seed: {}\n", result.cases,
                           result.occurrences, result.seed);
    }
    if (!result.repeated.empty()) {
        out += "      repeated:  # were INVALID, and made again\n";
        for (const std::string& why : result.repeated) {
            out += "        - " + quoted(why) + "\n";
        }
    }
    if (const check::Measurement* measured = failover_time(result)) {
        out += fmt::format("      failoverTime: {{value: {}, low: {}, high: {}, method: {}",
                           holdfast::to_string(measured->value), holdfast::to_string(measured->low),
                           holdfast::to_string(measured->high), measured->method);
        out += (measured->bound ? ", bound: " + holdfast::to_string(*measured->bound) : "") + "}\n";
    }
    for (const Distribution& d : result.distributions) {
        if (!is_told(d)) {
            continue;
        }
        out += fmt::format("      {}: {{values: {}, p50: {}, p95: {}, max: {}",
                           d.name == failover_times ? "failoverTimes" : d.name, d.values.size(),
                           holdfast::to_string(percentile(d, 0.5)),
                           holdfast::to_string(percentile(d, 0.95)),
                           holdfast::to_string(percentile(d, 1)));
        out += (d.bound ? ", bound: " + holdfast::to_string(*d.bound) : "") + "}\n";
    }
    if (of_control_plane(result.distributions)) {
        out += "      judged:\n";
        for (const Judged& judged : result.judged) {
            out += "        - " + quoted(to_string(judged)) + "\n";
        }
    }
    if (!result.reason.empty()) {
        out += "      reason: " + quoted(result.reason) + "\n";
    }
    return out;
}

std::string rules_yaml(const std::vector<RuleRow>& rows) {
    std::string out;
    for (const RuleRow& row : rows) {
        out += fmt::format("  - id: {}\n    claim: {}\n    source: {}\n    result: {}\n", row.rule,
                           quoted(row.sentence), quoted(row.source), word_of(overall(row)));
        if (row.sim) {
            out += world_yaml("simulation", *row.sim);
        }
        if (row.mininet) {
            out += world_yaml("mininet", *row.mininet);
        }
    }
    return out;
}

/// "reference 0.1.0" is a project and its version.
std::pair<std::string, std::string> implementation_of(const std::vector<RuleRow>& rows) {
    for (const RuleRow& row : rows) {
        for (const auto* result : {&row.mininet, &row.sim}) {
            if (*result && !(*result)->sut.empty()) {
                const std::string& sut = (*result)->sut;
                const auto space = sut.find(' ');
                return {sut.substr(0, space),
                        space == std::string::npos ? "unknown" : sut.substr(space + 1)};
            }
        }
    }
    return {"unknown", "unknown"};
}

}  // namespace

std::string conformance_yaml(const std::vector<RuleRow>& rows, const ConformanceFacts& facts) {
    const auto [project, version] = implementation_of(rows);
    std::string out = fmt::format(
        "apiVersion: holdfast/v1\n"
        "kind: ConformanceReport\n"
        "date: {}\n"
        "holdfastVersion: {}\n"
        "implementation:\n"
        "  project: {}\n"
        "  version: {}\n"
        "profiles:\n",
        quoted(facts.date), quoted(facts.holdfast_version), quoted(project), quoted(version));
    for (const auto& [name, members] : by_profile(rows)) {
        const Counts counts = count(members);
        out += fmt::format(
            "  - name: {}\n    core:\n      result: {}\n      statistics: "
            "{{Passed: {}, Failed: {}, Invalid: {}, Skipped: {}}}\n",
            name, profile_result(counts), counts.passed, counts.failed, counts.invalid,
            counts.skipped);
    }
    out += "rules:\n" + rules_yaml(rows);
    out += fmt::format(
        "reproduce: |\n"
        "  Build this version of the suite (ci/bootstrap, ci/gate), then\n"
        "  {}\n"
        "  The seed {} gives the same simulated cases; real trials draw the same scenarios.\n",
        facts.command, facts.seed);
    return out;
}

}  // namespace holdfast::harness::report
