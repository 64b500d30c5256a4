// SPDX-License-Identifier: Apache-2.0
#include "harness/cli/chaos.h"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <ctime>
#include <filesystem>
#include <set>

#include "harness/chaos/play.h"
#include "harness/cli/chaos_progress.h"
#include "harness/cli/crew.h"
#include "harness/run/interrupt.h"
#include "harness/run/run_folder.h"

namespace holdfast::harness::cli {
namespace {

using check::Outcome;
using Clock = std::chrono::steady_clock;

// Random faults hide each other now and then, so that one cannot prove its effect; more than one in
// twenty would mean that the campaign did not do what it says.
constexpr std::uint64_t invalid_share = 20;
const char* const campaigns_folder = "results/chaos";

int refuse(const std::string& sentence) {
    fmt::print(stderr, "holdfast chaos: {}\n", sentence);
    return exit_could_not_run;
}

Result<chaos::Stage> stage_for(const chaos::Plan& plan, const ChaosOptions& options,
                               const Worlds& worlds) {
    chaos::Stage stage;
    stage.drill = find_property(plan.drill);
    if (stage.drill == nullptr) {
        return bad_input("no drill is named '" + plan.drill + "'");
    }
    auto topology = topology::find_topology(stage.drill->topology);
    if (!topology) {
        return topology.error();
    }
    stage.topology = std::move(*topology);
    stage.world = plan.world;
    stage.make_world = plan.world == "mininet" ? worlds.mininet : worlds.sim;
    stage.results = options.results;
    return stage;
}

/// Plays the schedules of its share that are not done yet.
int work(const ChaosOptions& options, const Worlds& worlds) {
    run::catch_interrupts();
    const auto plan = chaos::load_plan(options.resume);
    const auto done = chaos::done_in(options.resume);
    if (!plan || !done) {
        return refuse(plan ? done.error().message : plan.error().message);
    }
    const auto stage = stage_for(*plan, options, worlds);
    if (!stage) {
        return refuse(stage.error().message);
    }
    const std::string file = chaos::record_in(options.resume);
    const auto step = static_cast<std::uint64_t>(options.jobs);
    for (auto n = static_cast<std::uint64_t>(*options.worker);
         n < plan->schedules && !run::interrupted(); n += step) {
        if (done->contains(n)) {
            continue;
        }
        chaos::Played begun;
        begun.schedule = n;
        begun.running = true;
        if (const auto told = chaos::append(file, begun); !told) {
            return refuse(told.error().message);
        }
        const auto played = chaos::play_schedule(*stage, plan->seed, n);
        if (run::interrupted()) {
            break;
        }
        if (!played) {
            return refuse(fmt::format("schedule {}: {}", n, played.error().message));
        }
        if (const auto told = chaos::append(file, *played); !told) {
            return refuse(told.error().message);
        }
    }
    return exit_pass;
}

/// The campaign's parent: starts workers, reads what they write, buries the dead.
class Campaign {
  public:
    Campaign(const ChaosOptions& options, chaos::Plan plan, std::string folder,
             std::uint64_t before)
        : options_(options),
          plan_(std::move(plan)),
          folder_(std::move(folder)),
          progress_(isatty(STDOUT_FILENO) != 0, plan_.schedules, before),
          crew_(options.jobs,
                [this](const Job& job, const std::string& how) { return ended(job, how); }) {}

    int run() {
        const auto began = Clock::now();
        if (const auto read = take_records(); !read) {
            return refuse(read.error().message);
        }
        begun_.clear();  // by workers of an earlier time, interrupted since
        if (progress_.done() < plan_.schedules) {
            for (int i = 0; i < options_.jobs; ++i) {
                crew_.add(job_of(i));
            }
        }
        const auto worked = work_off(crew_, [&]() -> Result<bool> {
            progress_.tick();
            const double hours =
                std::chrono::duration<double, std::ratio<3600>>(Clock::now() - began).count();
            const bool over = options_.hours > 0 && hours >= options_.hours;
            const auto read = take_records();
            return read ? Result<bool>(!over) : read.error();
        });
        if (!worked && !run::interrupted()) {
            return refuse(worked.error().message);
        }
        if (const auto read = take_records(); !read) {
            return refuse(read.error().message);
        }
        return conclude();
    }

  private:
    Job job_of(int index) const {
        return {std::to_string(index),
                sibling_program("holdfast"),
                {"chaos", "--worker", std::to_string(index), "--jobs",
                 std::to_string(options_.jobs), "--resume", folder_, "--results", options_.results},
                {},
                fmt::format("{}/worker-{}.log", folder_, index)};
    }

    /// A worker that did not end well took the schedule that it played with it: INVALID, and a
    /// fresh worker plays on.
    Result<void> ended(const Job& job, const std::string& how) {
        if (how == "exit code 0") {
            return success;
        }
        const std::string last = last_lines(job.log, 1);
        if (how == fmt::format("exit code {}", static_cast<int>(exit_could_not_run))) {
            return failed(last.empty() ? how : last);
        }
        if (const auto read = take_records(); !read) {
            return read.error();
        }
        const auto begun = begun_by(std::stoi(job.name));
        if (!begun) {
            return failed("a worker ended before it played: " + how + ", " + last);
        }
        chaos::Played lost;
        lost.schedule = *begun;
        lost.died = true;
        lost.reason = "the worker died: " + how + ", last line: " + last;
        if (const auto told = chaos::append(chaos::record_in(folder_), lost); !told) {
            return told.error();
        }
        crew_.add(job);
        return success;
    }

    std::optional<std::uint64_t> begun_by(int index) const {
        for (const std::uint64_t number : begun_) {
            if (number % static_cast<std::uint64_t>(options_.jobs) ==
                static_cast<std::uint64_t>(index)) {
                return number;
            }
        }
        return std::nullopt;
    }

    Result<void> take_records() {
        const auto all = chaos::read(chaos::record_in(folder_), offset_);
        if (!all) {
            return all.error();
        }
        for (const chaos::Played& played : *all) {
            if (played.running) {
                begun_.insert(played.schedule);
            } else {
                begun_.erase(played.schedule);
                progress_.tell(played);
            }
        }
        return success;
    }

    int conclude() {
        progress_.summary();
        if (progress_.done() < plan_.schedules) {
            fmt::print("not all were played; go on with: holdfast chaos --resume {}\n", folder_);
        }
        if (progress_.failed() > 0) {
            return exit_fail;
        }
        const bool whole = progress_.done() >= plan_.schedules || options_.hours > 0;
        const bool vouched =
            progress_.died() == 0 && progress_.invalid() * invalid_share <= progress_.done();
        return vouched && whole ? exit_pass : exit_invalid;
    }

    const ChaosOptions& options_;
    chaos::Plan plan_;
    std::string folder_;
    ChaosProgress progress_;
    std::set<std::uint64_t> begun_;
    std::size_t offset_ = 0;
    Crew crew_;
};

/// One that is not there: two campaigns of one second would count each other's schedules.
std::string new_folder(const chaos::Plan& plan) {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    gmtime_r(&now, &parts);
    char text[32];
    const std::string name =
        fmt::format("{}/{}-{}-{}", campaigns_folder,
                    std::string(text, std::strftime(text, sizeof text, "%Y%m%d-%H%M%S", &parts)),
                    plan.world, plan.seed);
    std::string folder = name;
    for (int number = 2; std::filesystem::exists(folder); ++number) {
        folder = fmt::format("{}-{}", name, number);
    }
    return folder;
}

}  // namespace

int chaos(const ChaosOptions& options, const Worlds& worlds) {
    if (options.worker) {
        return work(options, worlds);
    }
    if (!options.defect.empty()) {
        return hunt_defects(options, worlds);
    }
    chaos::Plan plan;
    plan.drill = options.drill;
    plan.schedules = options.schedules;
    plan.world = options.world;
    plan.seed = options.seed.value_or(
        static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch().count()));
    std::string folder = options.resume.empty() ? new_folder(plan) : options.resume;
    std::uint64_t before = 0;
    if (options.resume.empty()) {
        if (const auto saved = chaos::save_plan(folder, plan); !saved) {
            return refuse(saved.error().message);
        }
    } else {
        const auto begun = chaos::load_plan(folder);
        const auto done = chaos::done_in(folder);
        if (!begun || !done) {
            return refuse(begun ? done.error().message : begun.error().message);
        }
        plan = *begun;
        before = done->size();
    }
    const Property* drill = find_property(plan.drill);
    if (drill == nullptr) {
        return refuse("no drill is named '" + plan.drill + "'; holdfast rules lists them");
    }
    if (plan.world == "mininet") {
        if (const std::string unusable = why_no_mininet(worlds); !unusable.empty()) {
            return refuse("no testbed mininet here: " + unusable);
        }
    }
    run::catch_interrupts();
    run::remove_leftovers(options.results);
    fmt::print("seed {}, {} schedules in {} ({} done), {} workers, in {}\n", plan.seed,
               plan.schedules, plan.world, before, options.jobs, folder);
    std::fflush(stdout);
    return Campaign(options, plan, folder, before).run();
}

}  // namespace holdfast::harness::cli
