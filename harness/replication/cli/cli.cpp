// SPDX-License-Identifier: Apache-2.0
// The command line's grammar; only this file includes CLI11.
#include "harness/replication/cli/cli.h"

#include <CLI/CLI.hpp>

namespace holdfast::harness::replication::cli {
namespace {

const char* const footer =
    "A schedule is drawn from its seed: members, network, faults, what clients ask and when. It "
    "is\n"
    "played in simulated time; then all is healed, and the history alone is judged: no "
    "acknowledged\n"
    "write lost, logs that agree, one leader a term, reads that never go back.\n"
    "\n"
    "Examples:\n"
    "  holdfast-replication --system libraft --shrink            search, and show the smallest\n"
    "  holdfast-replication --system libraft --schedule F        play one schedule again\n"
    "  holdfast-replication --system libraft --schedules 5000 --all    how many convict?\n"
    "\n"
    "Exit codes: 0 no violation, 1 violation found, 2 no violation, but members that did not come\n"
    "back after a schedule, 3 could not run.";

std::vector<std::string> names(const Systems& systems) {
    std::vector<std::string> names;
    for (const auto& [name, system] : systems) {
        names.push_back(name);
    }
    return names;
}

}  // namespace

int cli_main(int argc, char** argv, const Systems& systems) {
    CLI::App app(
        "Tells whether a replicated log keeps what it acknowledged when members crash, stand still "
        "and lose each other, and shows the smallest schedule of faults in which it does not.",
        "holdfast-replication");
    Options options;
    app.add_option("--system", options.system, "whom to judge")
        ->required()
        ->check(CLI::IsMember(names(systems)));
    auto* schedules = app.add_option("--schedules", options.schedules, "schedules to play at most")
                          ->check(CLI::Range(std::uint64_t{1}, std::uint64_t{1'000'000'000}))
                          ->capture_default_str();
    auto* seed = app.add_option("--seed", options.seed,
                                "of the first schedule; the next is drawn from the next number")
                     ->capture_default_str();
    auto* all =
        app.add_flag("--all", options.all, "play all of them, and count those that convict");
    app.add_option("--schedule", options.schedule_file,
                   "play this schedule (YAML) instead of drawn ones")
        ->excludes(schedules)
        ->excludes(seed)
        ->excludes(all);
    auto* shrink = app.add_flag("--shrink", options.shrink,
                                "look for the smallest schedule that convicts by the same rule");
    app.add_flag("--history", options.history, "print the whole history of what is shown");
    app.add_option("--save", options.save, "write the smallest schedule here")->needs(shrink);
    app.footer(footer);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? exit_pass : exit_could_not_run;
    }
    return convict(options, systems);
}

}  // namespace holdfast::harness::replication::cli
