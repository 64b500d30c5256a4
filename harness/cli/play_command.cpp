// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <filesystem>

#include "harness/cli/commands.h"
#include "harness/cli/print_judgement.h"
#include "harness/cli/subject.h"
#include "harness/run/interrupt.h"
#include "harness/run/run_folder.h"
#include "harness/run/trial.h"
#include "harness/scenario/check_scenario.h"
#include "harness/scenario/examples.h"

namespace holdfast::harness::cli {
namespace {

namespace fs = std::filesystem;

int refuse(const std::string& sentence) {
    fmt::print(stderr, "holdfast: {}\n", sentence);
    return exit_could_not_run;
}

/// Scenario, topology and property; from a run's folder, the topology as it was then.
Result<run::TrialRequest> request_of(const PlayOptions& options) {
    run::TrialRequest request;
    const fs::path path = fs::exists(options.path)
                              ? options.path
                              : scenario::example_file(options.path).value_or(options.path);
    if (!fs::exists(path)) {
        return bad_input(fmt::format("{}: no such file or folder, and no example; examples are {}",
                                     options.path, fmt::join(scenario::example_names(), ", ")));
    }
    const bool folder = fs::is_directory(path);
    const std::string file = folder ? (path / "scenario.yaml").string() : path.string();
    auto scenario = Result<scenario::Scenario>(scenario::Scenario{});
    if (folder && fs::exists(path / "topology.yaml")) {
        auto topology = topology::load_topology((path / "topology.yaml").string());
        if (!topology) {
            return topology.error();
        }
        request.topology = std::move(*topology);
        scenario = scenario::load_scenario_on(file, request.topology);
    } else {
        scenario = scenario::load_scenario(file);
        if (scenario) {
            request.topology = *topology::find_topology(scenario->topology);
        }
    }
    if (!scenario) {
        return scenario.error();
    }
    request.scenario = std::move(*scenario);
    request.property = find_property(request.scenario.property);
    if (request.property == nullptr && !request.scenario.property.empty()) {
        return bad_input(file + ": no rule is named '" + request.scenario.property +
                         "'; holdfast rules lists them");
    }
    return request;
}

int exit_code(check::Outcome outcome) {
    switch (outcome) {
        case check::Outcome::pass:
            return exit_pass;
        case check::Outcome::fail:
            return exit_fail;
        case check::Outcome::invalid:
            return exit_invalid;
        case check::Outcome::skipped:
            return exit_could_not_run;
    }
    return exit_could_not_run;
}

}  // namespace

int play_file(const PlayOptions& options, const Worlds& worlds) {
    auto request = request_of(options);
    if (!request) {
        return refuse(request.error().message);
    }
    if (options.seed) {
        request->scenario.seed = *options.seed;
    }
    request->defect = options.defect;
    request->results = options.results;
    const auto subject = Subject::find(worlds, options.sut);
    if (!subject) {
        return refuse(subject.error().message);
    }
    const OutsideSystem* outside = subject->outside();
    if (outside != nullptr && options.testbed == "sim") {
        return refuse(outside->name + " is made of real programs: leave --testbed out");
    }
    if (!options.defect.empty() && outside != nullptr && !subject->has_defect(options.defect)) {
        return refuse("no defect of " + outside->name + " is named '" + options.defect + "'");
    }
    const bool real = outside != nullptr || options.testbed == "mininet";
    const run::WorldFactory& factory =
        outside != nullptr ? outside->mininet : (real ? worlds.mininet : worlds.sim);
    const std::string unusable = real ? why_no_mininet(worlds) : "";
    if (!unusable.empty()) {
        return refuse("no testbed mininet here: " + unusable);
    }
    run::remove_leftovers(options.results);
    run::catch_interrupts();
    const bool colour = isatty(STDOUT_FILENO) != 0;
    int failures = 0;
    check::Outcome worst = check::Outcome::pass;
    for (int i = 0; i < options.times && !run::interrupted(); ++i) {
        fmt::print(
            "{} on {}, seed {}\n",
            request->scenario.property.empty() ? "free scenario" : request->scenario.property,
            real ? "mininet" : "sim", request->scenario.seed);
        const auto trial = run::try_scenario(*request, factory);
        if (!trial) {
            return refuse((trial.error().kind == Error::Kind::unsupported ? "SKIPPED: " : "") +
                          trial.error().message);
        }
        print_judgement(trial->judgement, colour);
        if (!trial->folder.empty()) {
            fmt::print("run {}\n", trial->folder);
        }
        failures += trial->judgement.outcome == check::Outcome::fail ? 1 : 0;
        worst = check::worst(worst, trial->judgement.outcome);
    }
    if (options.times > 1) {
        fmt::print("failed {} of {} times\n", failures, options.times);
    }
    return run::interrupted() ? exit_invalid : exit_code(worst);
}

int judge_run(const std::string& folder) {
    const auto recording = run::load_run(folder);
    if (!recording) {
        return refuse(recording.error().message);
    }
    const run::Judgement judgement =
        run::judge(find_property(recording->scenario.property), *recording);
    print_judgement(judgement, isatty(STDOUT_FILENO) != 0);
    return exit_code(judgement.outcome);
}

}  // namespace holdfast::harness::cli
