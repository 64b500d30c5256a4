// SPDX-License-Identifier: Apache-2.0
#include "harness/cli/watch_children.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "harness/run/interrupt.h"

namespace holdfast::harness::cli {

namespace {

constexpr auto poll_period = std::chrono::milliseconds(50);
// A worker ends the case that it plays: a second or two in simulation, a testbed to take down on
// Mininet.
constexpr auto end_max = std::chrono::seconds(20);

}  // namespace

Result<void> watch_children(const std::function<bool()>& somebody_works,
                            const std::function<Result<void>()>& look) {
    while (somebody_works()) {
        std::this_thread::sleep_for(poll_period);
        if (run::interrupted()) {
            return failed("interrupted");
        }
        if (const auto looked = look(); !looked) {
            return looked;
        }
    }
    return success;
}

void end_all(const std::vector<Child*>& children) {
    for (Child* child : children) {
        child->ask_to_end();
    }
    for (auto waited = poll_period; waited < end_max; waited += poll_period) {
        if (std::none_of(children.begin(), children.end(),
                         [](Child* child) { return child->running(); })) {
            return;
        }
        std::this_thread::sleep_for(poll_period);
    }
}

}  // namespace holdfast::harness::cli
