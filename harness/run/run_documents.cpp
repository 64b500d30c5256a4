// SPDX-License-Identifier: Apache-2.0
#include "harness/run/run_documents.h"

#include "harness/check/failover_timeline.h"
#include "harness/check/index.h"
#include "harness/run/describe_verdict.h"

namespace holdfast::harness::run {
namespace {

json::object to_json(const capture::Claim& claim) {
    return {{"at", claim.at.since_start().count()},
            {"node", claim.node},
            {"gratuitous", claim.gratuitous},
            {"segment", claim.segment},
            {"packet", claim.packet}};
}

json::object to_json(const capture::OwnershipTimeline& ownership, Instant from, Instant to) {
    json::array tenures;
    for (const capture::Tenure& tenure : ownership.tenures()) {
        tenures.push_back(json::object{{"node", tenure.node},
                                       {"first", to_json(tenure.first)},
                                       {"last", to_json(tenure.last)}});
    }
    json::array overlaps;
    for (const capture::Overlap& overlap : ownership.overlaps()) {
        overlaps.push_back(json::object{{"newcomer", to_json(overlap.newcomer)},
                                        {"late", to_json(overlap.late)},
                                        {"length", overlap.length.count()}});
    }
    json::array gaps;
    for (const capture::Gap& gap : ownership.gaps(from, to)) {
        gaps.push_back(json::object{{"from", gap.from.since_start().count()},
                                    {"to", gap.to.since_start().count()},
                                    {"length", gap.length().count()}});
    }
    return {{"address", to_string(ownership.address())},
            {"resolution", ownership.interval().count()},
            {"tenures", tenures},
            {"ownerOverlap", overlaps},
            {"ownerGap", gaps}};
}

// Every other system has to be named to be played again.
const char* const reference_name = "holdfast-reference";

/// One entry a line: people read these files, and diffs are by line.
std::string lines(const json::array& items) {
    std::string out = "[";
    for (std::size_t i = 0; i < items.size(); ++i) {
        out += (i == 0 ? "\n" : ",\n") + boost::json::serialize(items[i]);
    }
    return out + "\n]";
}

json::object to_json(const check::FailoverTimeline& failover) {
    json::array phases;
    for (const check::PhaseEnd& phase : failover.phases) {
        json::object out = {{"phase", phase.phase},
                            {"at", phase.at.since_start().count()},
                            {"length", phase.length.count()},
                            {"shown_by", phase.evidence.what}};
        if (phase.evidence.packet) {
            out["segment"] = phase.evidence.segment;
            out["packet"] = *phase.evidence.packet;
        }
        if (phase.evidence.history_line) {
            out["history_line"] = *phase.evidence.history_line;
        }
        phases.push_back(std::move(out));
    }
    json::object out = {{"cause", failover.cause.what},
                        {"at", failover.cause.at.since_start().count()},
                        {"service", failover.service},
                        {"successor", failover.successor},
                        {"phase", std::move(phases)}};
    if (failover.full_convergence_time) {
        out["fullConvergenceTime"] = failover.full_convergence_time->count();
        out["firstRouteConvergenceTime"] = failover.first_route_convergence_time->count();
    }
    return out;
}

}  // namespace

std::string verdict_json(const Judgement& judgement) {
    return "{\"outcome\":\"" + check::to_string(judgement.outcome) +
           "\",\"verdicts\":" + lines(json::store(judgement.verdicts).get_array()) + "}\n";
}

std::string timeline_json(const check::Recording& recording) {
    json::array phases;
    for (const auto& found : recording.history.all<history::PhaseBegan>()) {
        phases.push_back(
            json::object{{"phase", found.content->phase}, {"at", found.at.since_start().count()}});
    }
    const check::Index& index = recording.index();
    json::array addresses;
    for (const auto& [address, ownership] : index.ownership()) {
        addresses.push_back(to_json(ownership, index.begin(), index.end()));
    }
    json::array failovers;
    for (const check::FailoverTimeline& failover : check::failover_timelines(recording)) {
        failovers.push_back(to_json(failover));
    }
    return "{\"phases\":" + lines(phases) + ",\n\"addresses\":" + lines(addresses) +
           ",\n\"failovers\":" + lines(failovers) + "}\n";
}

std::string defect_of(const check::Recording& recording) {
    const std::string& sut = recording.history.run().sut;
    const auto with = sut.find(" with ");
    return with == std::string::npos ? "" : sut.substr(with + 6);
}

std::string repeat_script(const check::Recording& recording) {
    const history::RunBegan& run = recording.history.run();
    const std::string defect = defect_of(recording);
    const std::string sut = run.sut.substr(0, run.sut.find(' '));
    return "#!/bin/sh\n"
           "# Plays this run again on " +
           run.testbed + " (" + run.sut + ", seed " + std::to_string(run.seed) +
           ").\n"
           "# HOLDFAST names the program when it is not on the path; further options are passed "
           "on.\n"
           "exec \"${HOLDFAST:-holdfast}\" replay \"$(dirname \"$0\")\" --testbed " +
           run.testbed + (sut == reference_name ? "" : " --sut " + sut) +
           (defect.empty() ? "" : " --defect " + defect) + " \"$@\"\n";
}

}  // namespace holdfast::harness::run
