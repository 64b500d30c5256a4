// SPDX-License-Identifier: Apache-2.0
#include "harness/replication/play.h"

#include "harness/replication/nemesis.h"
#include "harness/replication/run.h"

namespace holdfast::harness::replication {

History play(const ReplicatedLog& make, const Schedule& schedule) {
    Run run(make, schedule);
    Nemesis nemesis(run, schedule.faults);
    run.start_members();
    nemesis.plan();
    for (std::size_t i = 0; i < schedule.operations.size(); ++i) {
        const Operation& operation = schedule.operations[i];
        run.agenda.at(Instant(operation.at),
                      [&run, &operation, i] { run.ask(i + 1, operation.kind, operation.to); });
    }
    while (run.agenda.step(Instant(schedule.lasts))) {
    }
    nemesis.heal_all();
    run.history.push_back({run.agenda.now(), event::Healed{}});
    run.settle(schedule.operations.size() + 1, settle_max);
    run.end_operations();
    return std::move(run.history);
}

}  // namespace holdfast::harness::replication
