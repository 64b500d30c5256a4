// SPDX-License-Identifier: Apache-2.0
#include "harness/report/conformance.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

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

std::string list(const std::vector<std::string>& items) {
    return fmt::format("[{}]", fmt::join(items, ", "));
}

std::vector<std::string> rules_with(const std::vector<RuleRow>& rows, Outcome outcome) {
    std::vector<std::string> rules;
    for (const RuleRow& row : rows) {
        if (overall(row) == outcome) {
            rules.push_back(row.rule);
        }
    }
    return rules;
}

std::string part_yaml(const std::vector<RuleRow>& rows) {
    const Counts counts = count(rows);
    std::string out = fmt::format(
        "      result: {}\n      statistics: "
        "{{Passed: {}, Failed: {}, Invalid: {}, Skipped: {}}}\n",
        profile_result(counts), counts.passed, counts.failed, counts.invalid, counts.skipped);
    for (const auto& [name, outcome] :
         {std::pair("failedTests", Outcome::fail), std::pair("invalidTests", Outcome::invalid),
          std::pair("skippedTests", Outcome::skipped)}) {
        if (const auto rules = rules_with(rows, outcome); !rules.empty()) {
            out += fmt::format("      {}: {}\n", name, list(rules));
        }
    }
    return out;
}

/// Whether the system can do this. The reference says so at run time: what it lacks is what rules
/// were skipped for.
bool supports(const std::string& feature, const std::vector<RuleRow>& rows,
              const ConformanceFacts& facts) {
    if (facts.implementation) {
        return facts.implementation->promises.capabilities.contains(feature);
    }
    return std::none_of(rows.begin(), rows.end(), [&](const RuleRow& row) {
        const auto lacks = [&](const std::optional<RuleResult>& result) {
            return result && result->outcome == Outcome::skipped &&
                   result->reason == row.rule + " needs " + feature;
        };
        return lacks(row.sim) || lacks(row.mininet);
    });
}

std::string profile_yaml(const std::string& name, const std::vector<RuleRow>& rows,
                         const ConformanceFacts& facts) {
    std::vector<RuleRow> core = rows;
    std::erase_if(core, [](const RuleRow& row) { return !row.features.empty(); });
    std::vector<RuleRow> extended = rows;
    std::erase_if(extended, [](const RuleRow& row) { return row.features.empty(); });
    std::string out = fmt::format("  - name: {}\n    core:\n{}", name, part_yaml(core));
    if (extended.empty()) {
        return out;
    }
    std::set<std::string> features;
    for (const RuleRow& row : extended) {
        features.insert(row.features.begin(), row.features.end());
    }
    std::vector<std::string> supported;
    std::vector<std::string> unsupported;
    for (const std::string& feature : features) {
        (supports(feature, extended, facts) ? supported : unsupported).push_back(feature);
    }
    // What asks for a feature that the system does not have is no part of the result.
    std::vector<RuleRow> asked = extended;
    std::erase_if(asked, [&](const RuleRow& row) {
        return std::any_of(row.features.begin(), row.features.end(), [&](const auto& feature) {
            return std::find(supported.begin(), supported.end(), feature) == supported.end();
        });
    });
    return out + "    extended:\n" + part_yaml(asked) +
           fmt::format("      supportedFeatures: {}\n      unsupportedFeatures: {}\n",
                       list(supported), list(unsupported));
}

const Deviation* known_deviation(const ConformanceFacts& facts, const std::string& rule) {
    if (!facts.implementation) {
        return nullptr;
    }
    const auto found = facts.implementation->deviations.find(rule);
    return found == facts.implementation->deviations.end() ? nullptr : &found->second;
}

std::string deviations_yaml(const std::vector<RuleRow>& rows, const ConformanceFacts& facts) {
    std::string out;
    for (const RuleRow& row : rows) {
        if (overall(row) != Outcome::fail) {
            continue;
        }
        const bool real = row.mininet && row.mininet->outcome == Outcome::fail;
        out += fmt::format("  - rule: {}\n    found: {}\n", row.rule,
                           quoted((real ? row.mininet : row.sim)->reason));
        const Deviation* known = known_deviation(facts, row.rule);
        out += known == nullptr ? "    documented: unknown\n"
                                : fmt::format("    documented: {}\n    statement: {}\n",
                                              known->documented, quoted(known->statement));
    }
    return out.empty() ? "deviations: []\n" : "deviations:\n" + out;
}

std::string implementation_yaml(const std::vector<RuleRow>& rows, const ConformanceFacts& facts) {
    const auto [project, version] = implementation_of(rows);
    const bool outside = facts.implementation.has_value();
    std::string out =
        fmt::format("implementation:\n  project: {}\n  version: {}\n",
                    quoted(outside ? facts.implementation->name : project), quoted(version));
    if (outside) {
        out += fmt::format("  url: {}\n  about: {}\n  packages: {}\n",
                           quoted(facts.implementation->url), quoted(facts.implementation->about),
                           list(facts.implementation->packages));
    }
    return out;
}

std::string reproduce_yaml(const ConformanceFacts& facts) {
    const char* seed = facts.implementation ? "draws the same scenarios; real programs meet them "
                                              "at other moments."
                                            : "gives the same simulated cases; real trials draw "
                                              "the same scenarios.";
    return fmt::format(
        "reproduce: |\n"
        "  Build this version of the suite (ci/bootstrap, ci/gate), then\n"
        "  {}\n"
        "  The seed {} {}\n",
        facts.command, facts.seed, seed);
}

}  // namespace

// "reference 0.1.0" is a project and its version.
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

std::string conformance_yaml(const std::vector<RuleRow>& rows, const ConformanceFacts& facts) {
    std::string out = fmt::format(
        "apiVersion: holdfast/v1\n"
        "kind: ConformanceReport\n"
        "date: {}\n"
        "holdfastVersion: {}\n",
        quoted(facts.date), quoted(facts.holdfast_version));
    out += implementation_yaml(rows, facts) + "profiles:\n";
    for (const auto& [name, members] : by_profile(rows)) {
        out += profile_yaml(name, members, facts);
    }
    return out + "rules:\n" + rules_yaml(rows) + deviations_yaml(rows, facts) +
           reproduce_yaml(facts);
}

}  // namespace holdfast::harness::report
