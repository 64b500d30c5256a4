// SPDX-License-Identifier: Apache-2.0
#include "harness/run/cluster_watch.h"

#include "harness/history/observation_gap.h"

namespace holdfast::harness::run {

history::ClusterObserved ClusterWatch::ask(const std::string& controller) const {
    history::ClusterObserved silent;
    silent.asked = controller;
    // A program that is stopped keeps its socket open: asking it would only cost time.
    const auto state = testbed_.program_state(controller);
    if (!state || *state != faults::ProcessState::running) {
        return silent;
    }
    auto seen = adapter_.cluster_seen_by(controller);
    return seen ? std::move(*seen) : silent;
}

void ClusterWatch::poll(history::History& history) {
    for (const std::string& controller : controllers_) {
        const Instant asked = testbed_.now();
        history::ClusterObserved answer = ask(controller);
        const auto known = said_.find(controller);
        const bool looked_away =
            known != said_.end() && asked - known->second.asked_last > history::observation_gap_max;
        if (known != said_.end() && !looked_away && answer.same_answer(known->second.answer)) {
            known->second.asked_last = asked;
            continue;
        }
        answer.before_until.reset();
        if (known != said_.end()) {
            answer.before_until = known->second.asked_last;
        }
        said_[controller] = {answer, asked};
        history.append(testbed_.now(), std::move(answer));
    }
}

void ClusterWatch::finish(history::History& history) {
    for (auto& [controller, said] : said_) {
        said.answer.before_until = said.asked_last;
        history.append(testbed_.now(), said.answer);
    }
}

}  // namespace holdfast::harness::run
