// SPDX-License-Identifier: Apache-2.0
#include "harness/sim/owner_prober.h"

namespace holdfast::harness::sim {

void OwnerProber::start(ProgramContext& context) {
    context_ = &context;
    ask();
}

void OwnerProber::ask() {
    for (const auto& watched : watched_) {
        context_->ask_owner(watched.segment, watched.address);
    }
    context_->set_timer(context_->now() + interval_, [this] { ask(); });
}

}  // namespace holdfast::harness::sim
