// SPDX-License-Identifier: Apache-2.0
#include "harness/chaos/play.h"

#include <fmt/format.h>

#include "harness/run/interrupt.h"
#include "harness/run/shrink.h"
#include "harness/run/trial.h"

namespace holdfast::harness::chaos {
namespace {

using check::Outcome;

// Half a minute at most for what a person will look at for longer.
constexpr int shrink_tries = 120;
// Of sizes from 0 to 100: small schedules and wild ones take turns from the first few on.
constexpr std::uint64_t sizes = 101;
constexpr std::uint64_t size_stride = 37;

run::TrialRequest request_for(const Stage& stage, scenario::Scenario scenario) {
    run::TrialRequest request;
    request.scenario = std::move(scenario);
    request.topology = stage.topology;
    request.defect = stage.defect;
    request.property = stage.drill;
    request.keep_passed = false;
    return request;
}

std::string reason_of(const run::Judgement& judgement) {
    for (const check::Verdict& verdict : judgement.verdicts) {
        if (verdict.outcome == judgement.outcome) {
            return verdict.checker + ": " + verdict.reason;
        }
    }
    return "no checker says why";
}

std::vector<std::string> words_of(const scenario::Scenario& scenario) {
    std::vector<std::string> words;
    for (const auto& scheduled : scenario.schedule) {
        words.push_back(faults::name_of(scheduled.fault));
    }
    return words;
}

/// The failing schedule as small as it gets; its run is filed. What failed once and not again is
/// filed as it was drawn.
void file_failure(const Stage& stage, const scenario::Scenario& failing, Played& played) {
    const scenario::Scenario smallest =
        stage.world == "sim" ? make_smaller(stage, failing, shrink_tries) : failing;
    run::TrialRequest request = request_for(stage, smallest);
    request.results = stage.results;
    if (const auto trial = run::try_scenario(request, stage.make_world);
        trial && trial->judgement.outcome == Outcome::fail) {
        played.run_folder = trial->folder;
        played.reason = reason_of(trial->judgement);
        played.faults_left = static_cast<int>(smallest.schedule.size());
    }
}

}  // namespace

scenario::Scenario draw_schedule(const Stage& stage, std::uint64_t seed, std::uint64_t number) {
    Rng chance = Rng(seed).fork("schedule-" + std::to_string(number));
    const std::uint64_t own_seed = chance.below(1ULL << 62);
    scenario::Scenario scenario =
        stage.drill->draw({chance, static_cast<int>(number % sizes * size_stride % sizes),
                           stage.topology, stage.world});
    scenario.property = stage.drill->rule;
    scenario.seed = own_seed;
    return scenario;
}

scenario::Scenario make_smaller(const Stage& stage, const scenario::Scenario& failing, int tries) {
    return run::shrink(failing, stage.topology, tries,
                       [&](const scenario::Scenario& smaller) {
                           if (run::interrupted()) {
                               return false;
                           }
                           const auto trial =
                               run::try_scenario(request_for(stage, smaller), stage.make_world);
                           return trial && trial->judgement.outcome == Outcome::fail;
                       })
        .scenario;
}

Result<Played> play_schedule(const Stage& stage, std::uint64_t seed, std::uint64_t number) {
    const scenario::Scenario scenario = draw_schedule(stage, seed, number);
    const auto trial = run::try_scenario(request_for(stage, scenario), stage.make_world);
    if (!trial) {
        return trial.error();
    }
    if (run::interrupted()) {
        return failed("interrupted");
    }
    Played played;
    played.schedule = number;
    played.outcome = trial->judgement.outcome;
    played.faults = words_of(scenario);
    const auto& events = trial->recording.history.events();
    played.simulated = events.empty() ? Duration{} : events.back().at.since_start();
    if (played.outcome != Outcome::pass) {
        played.reason = reason_of(trial->judgement);
    }
    if (played.outcome == Outcome::fail && !stage.results.empty()) {
        file_failure(stage, scenario, played);
    }
    return played;
}

}  // namespace holdfast::harness::chaos
