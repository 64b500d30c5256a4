// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <set>

#include "harness/replication/checkers.h"
#include "harness/replication/cli/cli.h"
#include "harness/replication/search.h"

namespace holdfast::harness::replication::cli {
namespace {

// Enough for every schedule that is drawn: those seen took some hundred.
constexpr int shrink_tries_max = 20'000;
// A line is drawn anew so often; more would cost more than the search.
constexpr std::uint64_t progress_period = 100;

double seconds_since(std::chrono::steady_clock::time_point begin) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

void show_progress(const Tally& tally, std::uint64_t expected) {
    if (tally.played % progress_period == 0 && isatty(STDERR_FILENO) != 0) {
        fmt::print(stderr, "\r[{}/{}] {} elections, {} acknowledged writes, {} convicting\x1b[K",
                   tally.played, expected, tally.elections, tally.acknowledged_writes,
                   tally.convicting);
        std::fflush(stderr);
    }
}

void show_tally(const Tally& tally, double seconds) {
    if (isatty(STDERR_FILENO) != 0) {
        fmt::print(stderr, "\r\x1b[K");
    }
    fmt::print(
        "{} schedules in {:.1f} s ({:.0f} a second): {} faults, {} elections ({:.0f} a second), {} "
        "acknowledged writes, {} answered reads\n{} convicting, {} undecided\n",
        tally.played, seconds, static_cast<double>(tally.played) / seconds, tally.faults,
        tally.elections, static_cast<double>(tally.elections) / seconds, tally.acknowledged_writes,
        tally.answered_reads, tally.convicting, tally.undecided);
}

std::set<std::size_t> evidence_lines(const Played& played) {
    std::set<std::size_t> lines;
    for (const check::Verdict& verdict : played.verdicts) {
        for (const check::Evidence& evidence : verdict.evidence) {
            if (evidence.history_line) {
                lines.insert(*evidence.history_line);
            }
        }
    }
    return lines;
}

void show_history(const Played& played, bool whole) {
    const std::set<std::size_t> convicting = evidence_lines(played);
    fmt::print("history ({}lines marked > convict):\n", whole ? "" : "only ");
    for (std::size_t line = 1; line <= played.history.size(); ++line) {
        const bool marked = convicting.contains(line);
        if (whole || marked) {
            fmt::print("{} {:>4}  {}\n", marked ? '>' : ' ', line,
                       to_string(played.history[line - 1]));
        }
    }
}

void show(const Played& played, bool whole_history) {
    fmt::print("\n{}\n", to_yaml(played.schedule));
    for (const check::Verdict& verdict : played.verdicts) {
        fmt::print("{:<7} {}: {}\n", to_string(verdict.outcome), verdict.checker, verdict.reason);
    }
    fmt::print("\n");
    show_history(played, whole_history);
}

int save(const std::string& path, const Schedule& schedule) {
    std::ofstream file(path);
    file << "# SPDX-License-Identifier: Apache-2.0\n" << to_yaml(schedule);
    file.close();
    if (!file) {
        fmt::print(stderr, "{} cannot be written\n", path);
        return exit_could_not_run;
    }
    return exit_violation;
}

int show_conviction(const Options& options, const ReplicatedLog& system, const Played& found,
                    const std::string& repeat) {
    if (!options.shrink) {
        show(found, options.history);
        fmt::print("\nrepeat: {}\n", repeat);
        return exit_violation;
    }
    const ShrunkPlay shrunk = shrink_conviction(system, found, shrink_tries_max);
    fmt::print("\nthe smallest schedule that convicts by {}, after {} steps and {} tries:\n",
               found.conviction().checker, shrunk.steps, shrunk.tries);
    show(shrunk.smallest, true);
    if (options.save.empty()) {
        fmt::print("\nrepeat: {} --shrink\n", repeat);
        return exit_violation;
    }
    fmt::print("\nrepeat: holdfast-replication --system {} --schedule {} --history\n",
               options.system, options.save);
    return save(options.save, shrunk.smallest.schedule);
}

int play_file(const Options& options, const ReplicatedLog& system) {
    const Result<Schedule> schedule = load_schedule(options.schedule_file);
    if (!schedule) {
        fmt::print(stderr, "{}\n", schedule.error().message);
        return exit_could_not_run;
    }
    const Played played = play_and_judge(system, *schedule);
    if (played.outcome() == check::Outcome::fail) {
        return show_conviction(options, system, played,
                               fmt::format("holdfast-replication --system {} --schedule {}",
                                           options.system, options.schedule_file));
    }
    show(played, options.history);
    return played.outcome() == check::Outcome::pass ? exit_pass : exit_undecided;
}

int search_seeds(const Options& options, const ReplicatedLog& system) {
    const auto begin = std::chrono::steady_clock::now();
    const Tally tally =
        search(system, {options.seed, options.schedules, options.all},
               [&](const Tally& so_far) { show_progress(so_far, options.schedules); });
    show_tally(tally, seconds_since(begin));
    const auto repeat = [&](const Played& played) {
        return fmt::format("holdfast-replication --system {} --schedules 1 --seed {}",
                           options.system, played.schedule.seed);
    };
    if (tally.first_conviction) {
        const Played& found = *tally.first_conviction;
        fmt::print("first convicted by the schedule of seed {}, number {}: {}\n",
                   found.schedule.seed, found.schedule.seed - options.seed + 1,
                   found.conviction().reason);
        return show_conviction(options, system, found, repeat(found));
    }
    if (tally.first_undecided) {
        show(*tally.first_undecided, options.history);
        fmt::print("\nrepeat: {}\n", repeat(*tally.first_undecided));
        return exit_undecided;
    }
    return exit_pass;
}

}  // namespace

int convict(const Options& options, const Systems& systems) {
    const ReplicatedLog& system = *systems.at(options.system);
    if (!options.schedule_file.empty()) {
        fmt::print("{}, the schedule of {}\n", system.name(), options.schedule_file);
        return play_file(options, system);
    }
    fmt::print("{}, schedules from seed {}\n", system.name(), options.seed);
    return search_seeds(options, system);
}

}  // namespace holdfast::harness::replication::cli
