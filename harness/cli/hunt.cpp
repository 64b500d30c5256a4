// SPDX-License-Identifier: Apache-2.0
// `holdfast chaos --defect`: each defect is hunted by a process of its own, as many at once as
// there are jobs.
#include <fmt/format.h>

#include <algorithm>

#include "harness/chaos/hunt.h"
#include "harness/cli/chaos.h"
#include "harness/cli/crew.h"
#include "harness/run/interrupt.h"
#include "harness/run/run_folder.h"

namespace holdfast::harness::cli {
namespace {

constexpr std::size_t last_words = 3;  // lines
// A hunt without an answer after so many schedules has to be left to the rule that promises.
constexpr std::uint64_t schedules_max = 100;

int refuse(const std::string& sentence) {
    fmt::print(stderr, "holdfast chaos: {}\n", sentence);
    return exit_could_not_run;
}

/// One defect, in this process.
int hunt_one(const ChaosOptions& options, const Worlds& worlds) {
    run::catch_interrupts();
    chaos::Stage stage;
    stage.drill = find_property("CHAOS");
    if (stage.drill == nullptr) {
        return refuse("the drill CHAOS is missing");
    }
    auto topology = topology::find_topology(stage.drill->topology);
    if (!topology) {
        return refuse(topology.error().message);
    }
    stage.topology = std::move(*topology);
    stage.world = "sim";
    stage.make_world = worlds.sim;
    stage.defect = options.defect;
    chaos::HuntLimits limits;
    limits.schedules = std::min(options.schedules, schedules_max);
    std::string beyond_chance;
    for (const DefectInfo& defect : worlds.defects) {
        if (defect.name == options.defect) {
            beyond_chance = defect.beyond_chance;
        }
    }
    const auto hunted =
        chaos::hunt(std::move(stage), beyond_chance, options.seed.value_or(1), limits);
    if (!hunted) {
        return refuse(hunted.error().message);
    }
    const auto told = chaos::append(options.hunt_file, *hunted);
    return told ? static_cast<int>(exit_pass) : refuse(told.error().message);
}

void print_row(const chaos::Hunted& hunted) {
    const bool by_chance = !hunted.found_by.empty();
    const std::string schedules =
        by_chance ? std::to_string(hunted.schedules) : fmt::format("none of {}", hunted.schedules);
    const std::string faults = by_chance ? std::to_string(hunted.faults_left) : "";
    const std::string by_rule =
        hunted.rule.empty()
            ? "no rule promises"
            : fmt::format("{} {}", hunted.rule,
                          hunted.rule_found ? std::to_string(hunted.cases)
                                            : fmt::format("none of {}", hunted.cases));
    const std::string& how = by_chance ? hunted.found_by : hunted.beyond_chance;
    fmt::print("{:<36} {:>11} {:>7}   {:<18} {}\n", hunted.defect, schedules, faults, by_rule,
               how.empty() ? "missed by chance, by this seed" : how);
    std::fflush(stdout);
}

Result<std::vector<std::string>> chosen_defects(const ChaosOptions& options, const Worlds& worlds) {
    std::vector<std::string> names;
    for (const DefectInfo& defect : worlds.defects) {
        if (options.defect == "all" || defect.name == options.defect) {
            names.push_back(defect.name);
        }
    }
    if (names.empty()) {
        return bad_input("no defect is named '" + options.defect +
                         "'; holdfast gate --list-defects lists them");
    }
    return names;
}

/// Hunts them side by side and prints a row as each is done.
Result<std::vector<chaos::Hunted>> hunt_all(const ChaosOptions& options,
                                            const std::vector<std::string>& names) {
    const run::Scratch scratch;
    const std::string file = scratch.path() + "/hunts.jsonl";
    Crew crew(options.jobs, [](const Job& job, const std::string& how) -> Result<void> {
        if (how == "exit code 0") {
            return success;
        }
        return failed(fmt::format("{}: the hunt ended with {}, last lines: {}", job.name, how,
                                  last_lines(job.log, last_words)));
    });
    for (const std::string& name : names) {
        crew.add({name,
                  sibling_program("holdfast"),
                  {"chaos", "--defect", name, "--hunt-file", file, "--schedules",
                   std::to_string(options.schedules), "--seed",
                   std::to_string(options.seed.value_or(1))},
                  {},
                  scratch.path() + "/" + name + ".log"});
    }
    std::size_t printed = 0;
    const auto worked = work_off(crew, [&]() -> Result<bool> {
        const auto all = chaos::read_hunts(file);
        if (!all) {
            return all.error();
        }
        for (; printed < all->size(); ++printed) {
            print_row(all->at(printed));
        }
        return true;
    });
    if (!worked) {
        return worked.error();
    }
    return chaos::read_hunts(file);
}

}  // namespace

int hunt_defects(const ChaosOptions& options, const Worlds& worlds) {
    if (!options.hunt_file.empty()) {
        return hunt_one(options, worlds);
    }
    const auto names = chosen_defects(options, worlds);
    if (!names) {
        return refuse(names.error().message);
    }
    run::catch_interrupts();
    fmt::print("{:<36} {:>11} {:>7}   {:<18} {}\n", "defect", "schedules", "faults",
               "rule, its cases", "found by chance by, or why not");
    const auto hunted = hunt_all(options, *names);
    if (!hunted) {
        fmt::print(stderr, "holdfast chaos: {}\n", hunted.error().message);
        return run::interrupted() ? exit_invalid : exit_could_not_run;
    }
    const auto found = std::count_if(hunted->begin(), hunted->end(),
                                     [](const chaos::Hunted& one) { return one.found(); });
    const auto by_chance =
        std::count_if(hunted->begin(), hunted->end(),
                      [](const chaos::Hunted& one) { return !one.found_by.empty(); });
    const auto beyond = std::count_if(hunted->begin(), hunted->end(), [](const chaos::Hunted& one) {
        return one.found_by.empty() && !one.beyond_chance.empty();
    });
    fmt::print(
        "\n{} of {} defects found: {} by random schedules, {} that these cannot find, {} that "
        "they missed\n",
        found, hunted->size(), by_chance, beyond,
        static_cast<std::ptrdiff_t>(hunted->size()) - by_chance - beyond);
    // As `holdfast gate --defect`: 1 says that the defect was caught.
    return static_cast<std::size_t>(found) == hunted->size() ? exit_fail : exit_invalid;
}

}  // namespace holdfast::harness::cli
