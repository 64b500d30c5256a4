// SPDX-License-Identifier: Apache-2.0
// Figures of this machine: printed, never asserted. The trial is LEG-6 with a power-off, which hits
// any phase of a heartbeat period.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include <thread>

#include "harness/cli/commands.h"
#include "harness/cli/crew.h"
#include "harness/report/rule_result.h"
#include "harness/run/interrupt.h"
#include "harness/run/run_folder.h"
#include "harness/run/trial.h"

namespace holdfast::harness::cli {
namespace {

using Clock = std::chrono::steady_clock;  // measures this program, decides nothing

double seconds_since(Clock::time_point began) {
    return std::chrono::duration<double>(Clock::now() - began).count();
}

const char* const bench_rule = "LEG-6";

/// The n-th trial of the seed.
Result<run::TrialRequest> draw_trial(std::uint64_t seed, int n, const std::string& world) {
    const Property* property = find_property(bench_rule);
    if (property == nullptr) {
        return failed(std::string(bench_rule) + " is not among the properties");
    }
    auto topology = topology::find_topology(property->topology);
    if (!topology) {
        return topology.error();
    }
    Rng chance = Rng(seed).fork("bench-" + std::to_string(n));
    run::TrialRequest request;
    request.scenario = property->draw({chance, 50, *topology, world});
    request.scenario.seed = chance.below(~0ULL);
    for (faults::ScheduledFault& fault : request.scenario.schedule) {
        fault.fault = faults::NodePowerOff{{faults::Target::Role::active_of, "vs1"}};
    }
    request.topology = std::move(*topology);
    request.property = property;
    return request;
}

report::RuleResult result_of(const run::Trial& trial, const std::string& world) {
    report::RuleResult result;
    result.rule = bench_rule;
    result.world = world;
    result.outcome = trial.judgement.outcome;
    for (const check::Verdict& verdict : trial.judgement.verdicts) {
        if (verdict.outcome == trial.judgement.outcome && result.reason.empty()) {
            result.reason = verdict.reason;
        }
        result.measurements.insert(result.measurements.end(), verdict.measurements.begin(),
                                   verdict.measurements.end());
    }
    return result;
}

/// A worker: plays its trials one after the other and writes a line for each.
int play_trials(const BenchOptions& options, const Worlds& worlds) {
    run::catch_interrupts();
    for (int n = 0; n < options.trials && !run::interrupted(); ++n) {
        const auto request = draw_trial(options.seed, n, "mininet");
        const auto trial = request ? run::try_scenario(*request, worlds.mininet)
                                   : Result<run::Trial>(request.error());
        if (!trial) {
            fmt::print(stderr, "{}\n", trial.error().message);
            return exit_could_not_run;
        }
        const auto written =
            report::append_result(options.worker_file, result_of(*trial, "mininet"));
        if (!written) {
            return exit_could_not_run;
        }
    }
    return exit_pass;
}

int bench_simulation(const BenchOptions& options, const Worlds& worlds) {
    Duration simulated{};
    int passed = 0;
    const auto began = Clock::now();
    for (int n = 0; n < options.cases && !run::interrupted(); ++n) {
        const auto request = draw_trial(options.seed, n, "sim");
        if (!request) {
            fmt::print(stderr, "holdfast bench: {}\n", request.error().message);
            return exit_could_not_run;
        }
        const auto trial = run::try_scenario(*request, worlds.sim);
        if (!trial) {
            fmt::print(stderr, "holdfast bench: {}\n", trial.error().message);
            return exit_could_not_run;
        }
        const auto& events = trial->recording.history.events();
        simulated += events.empty() ? 0ns : events.back().at.since_start();
        passed += trial->judgement.outcome == check::Outcome::pass ? 1 : 0;
    }
    const double took = seconds_since(began);
    fmt::print("simulated : real time        {:.0f} : 1\n", seconds(simulated) / took);
    fmt::print("simulated cases a second     {:.1f}   ({} cases, played and judged, {} passed)\n",
               options.cases / took, options.cases, passed);
    return exit_pass;
}

struct Spread {
    double least = 0;
    double middle = 0;
    double most = 0;
};

Spread spread_of(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return {values.front(), values[values.size() / 2], values.back()};
}

/// Up, deploy and down, three times.
int bench_testbed(const BenchOptions& options, const Worlds& worlds) {
    std::vector<double> up;
    std::vector<double> deploy;
    std::vector<double> down;
    for (int n = 0; n < 3 && !run::interrupted(); ++n) {
        const auto request = draw_trial(options.seed, n, "mininet");
        if (!request) {
            fmt::print(stderr, "holdfast bench: {}\n", request.error().message);
            return exit_could_not_run;
        }
        const run::Scratch scratch;
        auto began = Clock::now();
        auto world = worlds.mininet(request->topology, {{}, 1, scratch.path()}, "");
        if (!world) {
            fmt::print(stderr, "holdfast bench: {}\n", world.error().message);
            return exit_could_not_run;
        }
        up.push_back(seconds_since(began));
        began = Clock::now();
        if (const auto deployed = world->adapter->deploy(request->scenario.deployment); !deployed) {
            fmt::print(stderr, "holdfast bench: {}\n", deployed.error().message);
            return exit_could_not_run;
        }
        deploy.push_back(seconds_since(began));
        began = Clock::now();
        world->testbed->tear_down();
        down.push_back(seconds_since(began));
    }
    if (up.empty() || deploy.empty() || down.empty()) {
        return exit_invalid;
    }
    for (const auto& [name, values] :
         {std::pair("up", &up), std::pair("deploy", &deploy), std::pair("down", &down)}) {
        const Spread spread = spread_of(*values);
        fmt::print("testbed {:<20} {:.2f} s   ({:.2f} to {:.2f}, {} times)\n", name, spread.middle,
                   spread.least, spread.most, values->size());
    }
    return exit_pass;
}

/// Plays `trials` on `testbeds` side by side; the results are added to `results`.
Result<void> bench_trials(const BenchOptions& options, int testbeds, int trials,
                          std::vector<report::RuleResult>& results) {
    const run::Scratch scratch;
    const std::string file = scratch.path() + "/trials.jsonl";
    std::string ending;
    Crew crew(testbeds, [&](const Job&, const std::string& how) -> Result<void> {
        ending = how;
        return success;
    });
    for (int i = 0; i < testbeds; ++i) {
        const int share = trials / testbeds + (i < trials % testbeds ? 1 : 0);
        const std::uint64_t seed =
            Rng(options.seed).fork(fmt::format("{}-{}", testbeds, i)).below(1ULL << 62);
        crew.add({fmt::format("worker {}", i),
                  sibling_program("holdfast"),
                  {"bench", "--worker-file", file, "--trials", std::to_string(share), "--seed",
                   std::to_string(seed)},
                  {},
                  fmt::format("{}/worker-{}.log", scratch.path(), i)});
    }
    const auto began = Clock::now();
    if (const auto worked = work_off(crew, [] { return Result<bool>(true); }); !worked) {
        return worked.error();
    }
    const double took = seconds_since(began);
    std::size_t offset = 0;
    const auto played = report::read_results(file, offset);
    if (!played) {
        return played.error();
    }
    if (played->empty()) {
        return failed("no trial was played: " + ending);
    }
    fmt::print("real trials a minute         {:.1f}   with {} testbed{} ({} trials)\n",
               60.0 * static_cast<double>(played->size()) / took, testbeds,
               testbeds == 1 ? "" : "s", played->size());
    results.insert(results.end(), played->begin(), played->end());
    return success;
}

/// Nearest rank.
Duration quantile(const std::vector<Duration>& sorted, int percent) {
    const std::size_t rank = (sorted.size() * static_cast<std::size_t>(percent) + 99) / 100;
    return sorted[std::max<std::size_t>(rank, 1) - 1];
}

void print_failover(const BenchOptions& options, const std::vector<report::RuleResult>& results) {
    std::vector<Duration> times;
    int counts[4] = {};
    for (const report::RuleResult& result : results) {
        ++counts[static_cast<int>(result.outcome)];
        const check::Measurement* measured = report::failover_time(result);
        if (measured != nullptr && result.outcome != check::Outcome::invalid) {
            times.push_back(measured->value);
        }
    }
    fmt::print("trials                       {} passed, {} failed, {} invalid\n", counts[0],
               counts[1], counts[2]);
    if (times.empty()) {
        fmt::print("failover time                none was measured\n");
        return;
    }
    std::sort(times.begin(), times.end());
    const auto request = draw_trial(options.seed, 0, "mininet");
    const auto& timers = request->scenario.deployment.group.timers;
    fmt::print(
        "failover time (TBM)          P50 {}, P95 {}, max {}   over {} trials; configured "
        "detection {}, bound under test {}\n",
        to_short_string(quantile(times, 50)), to_short_string(quantile(times, 95)),
        to_short_string(times.back()), times.size(), to_short_string(timers.detection_time()),
        to_short_string(request->scenario.budgets.failover));
}

int bench_mininet(const BenchOptions& options, const Worlds& worlds) {
    const std::string unusable = why_no_mininet(worlds);
    if (!unusable.empty()) {
        fmt::print("Mininet                      not measured: {}\n", unusable);
        return exit_pass;
    }
    if (const int code = bench_testbed(options, worlds); code != exit_pass) {
        return code;
    }
    std::vector<report::RuleResult> results;
    const int alone = std::max(1, options.trials / 3);
    for (const auto& [testbeds, trials] :
         {std::pair(1, alone), std::pair(2, options.trials - alone)}) {
        if (trials == 0) {
            continue;
        }
        if (const auto played = bench_trials(options, testbeds, trials, results); !played) {
            fmt::print(stderr, "holdfast bench: {}\n", played.error().message);
            return exit_could_not_run;
        }
    }
    print_failover(options, results);
    return exit_pass;
}

}  // namespace

int bench(const BenchOptions& options, const Worlds& worlds) {
    if (!options.worker_file.empty()) {
        return play_trials(options, worlds);
    }
    run::catch_interrupts();
    run::remove_leftovers(default_results);
    fmt::print("seed {}, {} processors\n", options.seed, std::thread::hardware_concurrency());
    int code = exit_pass;
    if (options.world != "mininet") {
        code = bench_simulation(options, worlds);
    }
    if (code == exit_pass && options.world != "sim") {
        code = bench_mininet(options, worlds);
    }
    return code;
}

}  // namespace holdfast::harness::cli
