// SPDX-License-Identifier: Apache-2.0
#include "harness/run/trial.h"

#include "harness/run/run_folder.h"

namespace holdfast::harness::run {

Result<Trial> try_scenario(const TrialRequest& request, const WorldFactory& make_world) {
    const Scratch scratch;
    auto recording =
        play(request.scenario, request.topology, make_world, request.defect, scratch.path());
    Trial trial;
    if (!recording) {
        if (recording.error().kind != Error::Kind::failed) {
            return recording.error();
        }
        trial.judgement.outcome = check::Outcome::invalid;
        trial.judgement.verdicts.push_back(
            {check::Outcome::invalid, "testbed", recording.error().message, {}, {}, 0});
        return trial;
    }
    trial.recording = std::move(*recording);
    trial.judgement = judge(request.property, trial.recording);
    const bool keep = request.keep_passed || trial.judgement.outcome != check::Outcome::pass;
    if (!request.results.empty() && keep) {
        trial.folder = new_run_folder(request.results, trial.recording);
        const auto saved =
            save_run_with_logs(trial.folder, trial.recording, trial.judgement, scratch.path());
        if (!saved) {
            return saved.error();
        }
    }
    return trial;
}

}  // namespace holdfast::harness::run
