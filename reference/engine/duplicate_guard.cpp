// SPDX-License-Identifier: Apache-2.0
#include "reference/engine/duplicate_guard.h"

#include "base/check.h"

namespace holdfast::reference::engine {

void DuplicateGuard::configure(Settings settings) {
    CHECK(settings.answer_limit > 0, "an address cannot be given up after no answer");
    settings_ = settings;
}

void DuplicateGuard::begin(Instant now) {
    alone_ = true;
    next_question_ = now;
    answers_.clear();
}

void DuplicateGuard::end() {
    alone_ = false;
    answers_.clear();
}

void DuplicateGuard::on_timer(Instant now, const std::set<Ipv4Address>& held, Effects& out) {
    if (!asks() || now < next_question_) {
        return;
    }
    for (const Ipv4Address address : held) {
        out.emplace_back(effect::AskOwner{address});
    }
    // Late timers ask once, not as often as they were late: each question is to be answered anew.
    next_question_ = now + settings_.period;
}

bool DuplicateGuard::answered(Ipv4Address address) {
    return asks() && ++answers_[address] == settings_.answer_limit;
}

std::optional<Instant> DuplicateGuard::next_timeout() const {
    return asks() ? std::optional(next_question_) : std::nullopt;
}

}  // namespace holdfast::reference::engine
