// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <filesystem>

#include "harness/cli/commands.h"
#include "harness/cli/crew.h"
#include "harness/cli/gate_verdict.h"
#include "harness/cli/glob.h"
#include "harness/cli/profiles.h"
#include "harness/cli/progress.h"
#include "harness/cli/subject.h"
#include "harness/cli/version.h"
#include "harness/cli/workers.h"
#include "harness/report/conformance.h"
#include "harness/report/junit.h"
#include "harness/report/table.h"
#include "harness/run/interrupt.h"
#include "harness/run/run_folder.h"
#include "harness/run/write_file.h"

namespace holdfast::harness::cli {
namespace {

using check::Outcome;
using report::RuleResult;
using report::RuleRow;

int refuse(const std::string& sentence) {
    fmt::print(stderr, "holdfast gate: {}\n", sentence);
    return exit_could_not_run;
}

int list_defects(const Subject& subject) {
    for (const DefectInfo& defect : subject.defects()) {
        std::string rules;
        for (const Property& property : all_properties()) {
            if (subject.has_to_fail(property, defect.name)) {
                rules += (rules.empty() ? "" : ", ") + property.rule;
            }
        }
        fmt::print("{:<28} {}\n{:<28} caught by {}\n", defect.name, defect.sentence, "",
                   rules.empty() ? "no rule" : rules);
    }
    return exit_pass;
}

/// With a defect, by default only the rules that promise to catch it.
std::vector<const Property*> chosen_properties(const GateOptions& options, const Subject& subject) {
    std::vector<const Property*> chosen = matching_properties(options.filter);
    if (!options.profiles.empty()) {
        std::erase_if(chosen, [&](const Property* property) {
            return std::count(options.profiles.begin(), options.profiles.end(),
                              profile_of(property->rule)) == 0;
        });
    }
    if (!options.defect.empty() && !options.all_rules) {
        std::erase_if(chosen, [&](const Property* property) {
            return !subject.has_to_fail(*property, options.defect);
        });
    }
    return chosen;
}

std::string repeat_command(const GateOptions& options, const Subject& subject, std::uint64_t seed) {
    std::string command = fmt::format("holdfast gate{} --seed {} --cases {} --trials {}",
                                      subject.option(), seed, options.cases, options.trials);
    if (options.filter != "*") {
        command += " --filter '" + options.filter + "'";
    }
    if (!options.profiles.empty()) {
        command += fmt::format(" --profile {}", fmt::join(options.profiles, ","));
    }
    if (options.world != "both" && subject.outside() == nullptr) {
        command += " --world " + options.world;
    }
    if (!options.defect.empty()) {
        command += " --defect " + options.defect + (options.all_rules ? " --all-rules" : "");
    }
    return command;
}

std::string date_now() {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    gmtime_r(&now, &parts);
    char text[32];
    return {text, std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

/// The second result; that the first one was INVALID, and why, is not forgotten.
RuleResult made_again(const RuleResult& invalid, RuleResult result) {
    std::vector<std::string> reasons = invalid.repeated;
    reasons.push_back(invalid.reason);
    reasons.insert(reasons.end(), result.repeated.begin(), result.repeated.end());
    result.repeated = std::move(reasons);
    return result;
}

const char* const reports_folder = "results/reports";

class Gate {
  public:
    Gate(const GateOptions& options, const Worlds& worlds, const Subject& subject,
         std::vector<const Property*> properties)
        : options_(options),
          worlds_(worlds),
          subject_(subject),
          properties_(std::move(properties)),
          progress_(isatty(STDOUT_FILENO) != 0),
          seed_(options.seed.value_or(static_cast<std::uint64_t>(
              std::chrono::system_clock::now().time_since_epoch().count()))) {
        for (const Property* property : properties_) {
            rows_.push_back({property->rule,
                             property->sentence,
                             property->source,
                             {},
                             {},
                             profile_of(property->rule),
                             features_of(property->rule, property->needs)});
        }
    }

    int run() {
        fmt::print("seed {}   (repeat: {})\n", seed_, repeat_command(options_, subject_, seed_));
        run::remove_leftovers(options_.results);
        if (const auto judged = judge_rules(); !judged) {
            return stop(judged.error());
        }
        return conclude();
    }

  private:
    void skip_mininet(const std::string& reason) {
        fmt::print("Mininet is not usable here, its rules are SKIPPED: {}\n", reason);
        for (RuleRow& row : rows_) {
            RuleResult result;
            result.rule = row.rule;
            result.world = "mininet";
            result.reason = reason;
            row.mininet = result;
        }
    }

    using OfRow = std::optional<RuleResult> RuleRow::*;

    /// One world after the other, the quick one first: beside real trials, which keep two
    /// processors busy while they set up, simulations take six times as long and make trials
    /// INVALID.
    Result<void> judge_rules() {
        struct Column {
            WorkerPlan plan;
            OfRow of_row;
        };
        std::vector<Column> columns;
        if (options_.world != "mininet") {
            columns.push_back({plan_for("Simulation", "sim"), &RuleRow::sim});
        }
        if (options_.world != "sim") {
            const std::string unusable = why_no_mininet(worlds_);
            if (unusable.empty()) {
                columns.push_back({plan_for("Mininet", "mininet"), &RuleRow::mininet});
            } else {
                skip_mininet(unusable);
            }
        }
        progress_.expect(columns.size() * rows_.size());
        for (const auto& [plan, of_row] : columns) {
            if (const auto judged = judge_column(plan, of_row); !judged) {
                progress_.finish();
                return judged;
            }
        }
        const auto again = judge_again_alone();
        progress_.finish();
        return again;
    }

    Result<void> judge_column(const WorkerPlan& plan, OfRow of_row) {
        const auto results =
            run_workers(plan, [this](const RuleResult& result) { progress_.tell(result); });
        if (!results) {
            return results.error();
        }
        for (RuleRow& row : rows_) {
            if (const auto found = results->find(row.rule); found != results->end()) {
                row.*of_row =
                    row.*of_row ? made_again(*(row.*of_row), found->second) : found->second;
            }
        }
        return success;
    }

    /// A single trial that was INVALID beside others gets the machine to itself.
    Result<void> judge_again_alone() {
        WorkerPlan plan = plan_for("Mininet", "mininet");
        plan.rules.clear();
        for (const RuleRow& row : rows_) {
            if (row.mininet && row.mininet->outcome == Outcome::invalid &&
                row.mininet->cases <= 1) {
                plan.rules.push_back(row.rule);
            }
        }
        if (plan.rules.empty() || plan.jobs == 1) {
            return success;
        }
        plan.jobs = 1;
        plan.folder += "/alone";
        std::filesystem::create_directories(plan.folder);
        progress_.expect(plan.rules.size());
        return judge_column(plan, &RuleRow::mininet);
    }

    WorkerPlan plan_for(const std::string& suite, const std::string& world) {
        WorkerPlan plan;
        plan.program = sibling_program("holdfast-properties");
        plan.suite = suite;
        plan.world = world;
        plan.jobs = options_.jobs;
        plan.folder = scratch_.path();
        plan.environment = {{"HOLDFAST_SEED", std::to_string(seed_)},
                            {"HOLDFAST_CASES", std::to_string(options_.cases)},
                            {"HOLDFAST_TRIALS", std::to_string(options_.trials)},
                            {"HOLDFAST_DEFECT", options_.defect},
                            {"HOLDFAST_SUT", options_.sut.empty() ? "" : selector()},
                            {"HOLDFAST_RESULTS", options_.results}};
        for (const RuleRow& row : rows_) {
            plan.rules.push_back(row.rule);
        }
        return plan;
    }

    std::string selector() const { return subject_.outside()->selector; }

    int stop(const Error& error) const {
        fmt::print(stderr, "holdfast gate: {}\n", error.message);
        return run::interrupted() ? exit_invalid : exit_could_not_run;
    }

    int conclude() {
        const bool colour = isatty(STDOUT_FILENO) != 0;
        print_tables(colour);
        fmt::print("{}{}{}{}{}", report::announcements(rows_), report::distributions(rows_),
                   report::judged(rows_), report::repeated(rows_), report::details(rows_, colour));
        if (const auto written = write_reports(); !written) {
            return stop(written.error());
        }
        if (!options_.defect.empty()) {
            const DefectVerdict verdict = judge_defect(rows_, options_.defect, names_defect());
            fmt::print("{}\n", verdict.sentence);
            return verdict.exit_code;
        }
        const report::Counts counts = report::count(rows_);
        fmt::print("\n{} rules: {} passed, {} failed, {} invalid, {} skipped   (seed {})\n",
                   rows_.size(), counts.passed, counts.failed, counts.invalid, counts.skipped,
                   seed_);
        return exit_code_of(rows_);
    }

    /// One for each profile, in the order of all_profiles().
    void print_tables(bool colour) const {
        std::vector<std::string> names;
        for (const Profile& profile : all_profiles()) {
            names.push_back(profile.name);
        }
        names.push_back(profile_of(""));
        for (const std::string& name : names) {
            std::vector<RuleRow> rows = rows_;
            std::erase_if(rows, [&](const RuleRow& row) { return row.profile != name; });
            if (rows.empty()) {
                continue;
            }
            const report::Counts counts = report::count(rows);
            fmt::print("\nprofile {}: {} passed, {} failed, {} invalid, {} skipped\n{}", name,
                       counts.passed, counts.failed, counts.invalid, counts.skipped,
                       report::table(rows, {colour, 44}));
        }
        fmt::print("\n");
    }

    std::vector<std::string> names_defect() const {
        std::vector<std::string> rules;
        for (const Property* property : properties_) {
            if (subject_.has_to_fail(*property, options_.defect)) {
                rules.push_back(property->rule);
            }
        }
        return rules;
    }

    Result<void> write_reports() const {
        if (!options_.junit.empty()) {
            if (const auto written = run::write_file(options_.junit, report::junit_xml(rows_));
                !written) {
                return written.error();
            }
        }
        const std::string path = options_.report.empty() ? usual_report() : options_.report;
        if (path.empty()) {
            return success;
        }
        report::ConformanceFacts facts{date_now(), version(),
                                       repeat_command(options_, subject_, seed_),
                                       std::to_string(seed_)};
        if (const OutsideSystem* outside = subject_.outside()) {
            facts.implementation = outside->implementation;
        }
        const auto written = run::replace_file(path, report::conformance_yaml(rows_, facts));
        if (written) {
            fmt::print("report {}\n", path);
        }
        return written;
    }

    /// Of a system that we did not write, as it is and by whole profiles: where all its reports
    /// are.
    std::string usual_report() const {
        if (subject_.outside() == nullptr || !options_.defect.empty() || options_.filter != "*") {
            return "";
        }
        const auto [name, version] = report::implementation_of(rows_);
        const std::string part = options_.profiles.empty()
                                     ? "all-rules"
                                     : fmt::format("{}", fmt::join(options_.profiles, "+"));
        return version == "unknown"
                   ? ""
                   : fmt::format("{}/{}/{}/{}.yaml", reports_folder, name, version, part);
    }

    const GateOptions& options_;
    const Worlds& worlds_;
    const Subject& subject_;
    std::vector<const Property*> properties_;
    std::vector<RuleRow> rows_;
    Progress progress_;
    std::uint64_t seed_;
    run::Scratch scratch_;
};

}  // namespace

int gate(const GateOptions& asked, const Worlds& worlds) {
    GateOptions options = asked;
    const auto subject = Subject::find(worlds, options.sut);
    if (!subject) {
        return refuse(subject.error().message);
    }
    if (options.list_defects) {
        return list_defects(*subject);
    }
    if (subject->outside() != nullptr) {
        if (options.world == "sim") {
            return refuse(subject->outside()->name +
                          " is made of real programs, and no simulation of it exists: leave "
                          "--world out, it is judged in the world mininet");
        }
        options.world = "mininet";
    }
    if (!options.defect.empty() && !subject->has_defect(options.defect)) {
        return refuse("no defect is named '" + options.defect + "'; holdfast gate" +
                      subject->option() + " --list-defects lists them");
    }
    for (const std::string& profile : options.profiles) {
        if (find_profile(profile) == nullptr) {
            return refuse("no profile is named '" + profile +
                          "'; holdfast rules --profiles lists them");
        }
    }
    std::vector<const Property*> properties = chosen_properties(options, *subject);
    if (properties.empty()) {
        return refuse(options.defect.empty()
                          ? "no rule matches '" + options.filter + "'; holdfast rules lists them"
                          : "no chosen rule promises to catch " + options.defect);
    }
    if (!std::filesystem::exists(sibling_program("holdfast-properties"))) {
        return refuse(sibling_program("holdfast-properties") + " is missing: build it first");
    }
    run::catch_interrupts();
    return Gate(options, worlds, *subject, std::move(properties)).run();
}

}  // namespace holdfast::harness::cli
