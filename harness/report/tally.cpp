// SPDX-License-Identifier: Apache-2.0
#include "harness/report/tally.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "harness/drill.h"

namespace holdfast::harness::report {

using check::Outcome;

namespace {

// So many cases show what share of them a draw wastes: where nine of ten reach the situation, a
// gate of four misses it once in 10,000. A drill's checkers watch for what a schedule happens to
// bring.
constexpr int cases_that_show_the_share = 100;
constexpr double share_min = 0.9;

/// "switchover se2: se1 does not take over"; empty: none failed.
std::string first_failed_operation(const history::History& history) {
    for (const auto& entry : history.all<history::OperationEvent>()) {
        const history::OperationEvent& operation = *entry.content;
        if (operation.type == history::OperationEvent::Type::fail) {
            return operation.operation + ": " + operation.message;
        }
    }
    return "";
}

}  // namespace

Tally::Tally(const Property& property, std::string world, std::string defect, std::uint64_t seed) {
    result_.rule = property.rule;
    result_.world = std::move(world);
    result_.defect = std::move(defect);
    result_.seed = seed;
    for (const check::Checker& checker : property.checkers) {
        result_.judged.push_back({.checker = checker.name});
    }
}

void Tally::add(const run::Trial& trial) {
    ++result_.cases;
    for (const check::Verdict& verdict : trial.judgement.verdicts) {
        if (const auto place = judged_by(verdict.checker); place != result_.judged.end()) {
            report::add(*place, verdict);
        }
    }
    if (!trial.recording.history.events().empty()) {
        result_.sut = trial.recording.history.run().sut;
    }
    if (failed_operation_.empty()) {
        failed_operation_ = first_failed_operation(trial.recording.history);
    }
    const bool worse = is_worse(trial.judgement.outcome, result_.outcome);
    if (worse) {
        result_.outcome = trial.judgement.outcome;
        take_reason(trial);
    }
    if (result_.run_folder.empty() || worse) {
        result_.run_folder = trial.folder;
    }
    take_measurements(trial);
}

void Tally::repeat(const run::Trial& trial) {
    for (const check::Verdict& verdict : trial.judgement.verdicts) {
        if (verdict.outcome == Outcome::invalid) {
            result_.repeated.push_back(verdict.checker + ": " + verdict.reason);
            return;
        }
    }
    result_.repeated.emplace_back("without a reason");
}

void Tally::skip(const std::string& missing) {
    if (result_.cases == 0) {
        result_.outcome = Outcome::skipped;
        result_.reason = missing;
    }
}

void Tally::replace_failure(const run::Trial& trial, const std::string& how) {
    take_reason(trial);
    result_.reason += " (" + how + ")";
    result_.run_folder = trial.folder;
}

/// The sentence of the verdict that made the outcome, with its evidence; on PASS the property's
/// own, with the evidence of all its checkers.
void Tally::take_reason(const run::Trial& trial) {
    result_.reason.clear();
    result_.evidence.clear();
    for (const check::Verdict& verdict : trial.judgement.verdicts) {
        const bool own = judged_by(verdict.checker) != result_.judged.end();
        const bool deciding =
            verdict.outcome == trial.judgement.outcome && (verdict.outcome != Outcome::pass || own);
        if (!deciding) {
            continue;
        }
        if (result_.reason.empty()) {
            result_.reason = verdict.checker + ": " + verdict.reason;
            result_.evidence = verdict.evidence;
        } else if (verdict.outcome == Outcome::pass) {
            result_.evidence.insert(result_.evidence.end(), verdict.evidence.begin(),
                                    verdict.evidence.end());
        }
    }
}

/// Of each name the worst value over all cases is kept.
void Tally::take_measurements(const run::Trial& trial) {
    if (trial.judgement.outcome == Outcome::invalid) {
        return;
    }
    for (const check::Verdict& verdict : trial.judgement.verdicts) {
        for (const check::Measurement& measurement : verdict.measurements) {
            take_value(measurement);
            const auto known = std::find_if(
                result_.measurements.begin(), result_.measurements.end(), [&](const auto& other) {
                    return other.name == measurement.name && other.method == measurement.method;
                });
            if (known == result_.measurements.end()) {
                result_.measurements.push_back(measurement);
            } else if (measurement.value > known->value) {
                *known = measurement;
            }
        }
    }
    take_failover(trial);
}

void Tally::take_value(const check::Measurement& measurement) {
    if (!is_distributed(measurement.name)) {
        return;
    }
    Distribution& all = distribution(measurement.name);
    all.values.push_back(measurement.value);
    all.bound = std::max(all.bound, measurement.bound);
}

void Tally::take_failover(const run::Trial& trial) {
    std::vector<check::Measurement> measured;
    for (const check::Verdict& verdict : trial.judgement.verdicts) {
        measured.insert(measured.end(), verdict.measurements.begin(), verdict.measurements.end());
    }
    const check::Measurement* worst = failover_time(measured);
    if (worst == nullptr) {
        return;
    }
    Distribution& all = distribution(failover_times);
    all.values.push_back(worst->value);
    all.bound = std::max(all.bound, worst->bound);
    all.method = worst->method;
    all.less = std::max(all.less, worst->value - worst->low);
    all.more = std::max(all.more, worst->high - worst->value);
}

Distribution& Tally::distribution(const std::string& name) {
    auto& all = result_.distributions;
    const auto place =
        std::find_if(all.begin(), all.end(), [&](const auto& d) { return d.name == name; });
    return place != all.end() ? *place : all.emplace_back(Distribution{.name = name});
}

std::vector<Judged>::iterator Tally::judged_by(const std::string& checker) {
    return std::find_if(result_.judged.begin(), result_.judged.end(),
                        [&](const Judged& judged) { return judged.checker == checker; });
}

RuleResult Tally::result() const {
    RuleResult result = result_;
    const auto fewest = std::min_element(
        result.judged.begin(), result.judged.end(), [](const Judged& a, const Judged& b) {
            return std::pair(a.cases, a.occurrences) < std::pair(b.cases, b.occurrences);
        });
    const bool judged = fewest != result.judged.end();
    result.occurrences = judged ? fewest->occurrences : 0;
    if (result.outcome == Outcome::pass && (result.occurrences == 0)) {
        result.outcome = Outcome::invalid;
        result.reason = "the situation never occurred" + (judged ? ": " + fewest->checker : "");
        if (!failed_operation_.empty()) {
            result.reason += "; " + failed_operation_;
        }
    } else if (result.outcome == Outcome::pass && result.cases >= cases_that_show_the_share &&
               fewest->cases < share_min * result.cases && find_drill(result.rule) == nullptr) {
        result.outcome = Outcome::invalid;
        result.reason = fmt::format(
            "the situation occurred in {} of {} cases only, so that few cases may miss "
            "it: {}",
            fewest->cases, result.cases, fewest->checker);
    }
    return result;
}

}  // namespace holdfast::harness::report
