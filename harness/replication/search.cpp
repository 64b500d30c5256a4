// SPDX-License-Identifier: Apache-2.0
#include "harness/replication/search.h"

#include <algorithm>

#include "base/check.h"
#include "harness/replication/checkers.h"
#include "harness/replication/draw.h"
#include "harness/replication/play.h"
#include "harness/replication/shrink.h"

namespace holdfast::harness::replication {
namespace {

bool fails(const check::Verdict& verdict) {
    return verdict.outcome == check::Outcome::fail;
}

void count(const History& history, Tally& tally) {
    for_each<event::LeadershipChanged>(history, [&](std::size_t, Instant, const auto& change) {
        tally.elections += change.now.leads ? 1 : 0;
    });
    for_each<event::Completed>(history, [&](std::size_t, Instant, const auto& done) {
        if (done.outcome == effect::Answered::Outcome::ok) {
            ++(done.kind == Operation::Kind::write ? tally.acknowledged_writes
                                                   : tally.answered_reads);
        }
    });
}

void count(Played played, Tally& tally) {
    ++tally.played;
    tally.faults += played.schedule.faults.size();
    count(played.history, tally);
    const check::Outcome outcome = played.outcome();
    if (outcome == check::Outcome::fail) {
        ++tally.convicting;
        if (!tally.first_conviction) {
            tally.first_conviction = std::move(played);
        }
    } else if (outcome == check::Outcome::invalid) {
        ++tally.undecided;
        if (!tally.first_undecided) {
            tally.first_undecided = std::move(played);
        }
    }
}

}  // namespace

check::Outcome Played::outcome() const {
    return outcome_of(verdicts);
}

const check::Verdict& Played::conviction() const {
    const auto found = std::find_if(verdicts.begin(), verdicts.end(), fails);
    CHECK(found != verdicts.end(), "nothing was convicted here");
    return *found;
}

Played play_and_judge(const ReplicatedLog& make, const Schedule& schedule) {
    Played played{schedule, play(make, schedule), {}};
    played.verdicts = judge(played.history);
    return played;
}

Tally search(const ReplicatedLog& make, const Search& search,
             const std::function<void(const Tally&)>& tell) {
    Tally tally;
    for (std::uint64_t i = 0; i < search.schedules; ++i) {
        count(play_and_judge(make, draw_schedule(search.first_seed + i)), tally);
        tell(tally);
        if (tally.first_conviction && !search.beyond_first) {
            break;
        }
    }
    return tally;
}

ShrunkPlay shrink_conviction(const ReplicatedLog& make, const Played& convicted, int tries_max) {
    const std::string checker = convicted.conviction().checker;
    const auto still_fails = [&](const Schedule& schedule) {
        const Played again = play_and_judge(make, schedule);
        return std::any_of(
            again.verdicts.begin(), again.verdicts.end(),
            [&](const check::Verdict& v) { return v.checker == checker && fails(v); });
    };
    const auto best = shrink(convicted.schedule, tries_max, still_fails);
    return {play_and_judge(make, best.value), best.tries, best.steps};
}

}  // namespace holdfast::harness::replication
