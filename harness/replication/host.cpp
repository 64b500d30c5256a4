// SPDX-License-Identifier: Apache-2.0
#include "harness/replication/host.h"

#include <algorithm>
#include <utility>

namespace holdfast::harness::replication {

Leadership Host::leadership() const {
    return node_ ? node_->leadership() : Leadership{};
}

void Host::start() {
    ++lives_;
    stores_ = 0;
    applied_.clear();
    waiting_.clear();
    told_ = {};
    armed_.reset();
    const Instant now = surroundings_.agenda.now();
    surroundings_.history.push_back({now, event::Started{self_}});
    // A life draws other election timeouts than the one before.
    const std::uint64_t seed =
        surroundings_.seed * 1'000'003 + std::uint64_t{self_.number} * 1'009 + lives_;
    node_ = surroundings_.make.start({self_, surroundings_.members, disk_.records(), seed, now});
    give(input::Started{});
}

void Host::crash(bool power_cut) {
    node_.reset();
    const Instant now = surroundings_.agenda.now();
    if (power_cut) {
        disk_.power_went(now);
    } else {
        disk_.process_died(now);
    }
}

void Host::resume() {
    paused_ = false;
    for (const Input& input : std::exchange(waiting_, {})) {
        give(input);
    }
}

void Host::give(const Input& input) {
    if (!node_) {
        return;
    }
    if (paused_) {
        waiting_.push_back(input);
        return;
    }
    for (const Effect& effect : node_->step(surroundings_.agenda.now(), input)) {
        std::visit([&](const auto& e) { carry_out(e); }, effect);
    }
    tell_leadership();
    arm_timer();
}

void Host::carry_out(const effect::Send& send) {
    surroundings_.send(self_, send);
}

void Host::carry_out(const effect::Store& store) {
    const Instant on_disk = disk_.store(surroundings_.agenda.now(), store.record, store.at_once);
    ++stores_;
    if (!store.at_once) {
        give_at(on_disk, input::Stored{stores_});
    }
}

void Host::carry_out(const effect::Applied& applied) {
    applied_.push_back(applied.value);
    surroundings_.history.push_back(
        {surroundings_.agenda.now(), event::Applied{self_, applied_.size(), applied.value}});
}

/// Told as values applied one by one, from the first that differs.
void Host::carry_out(const effect::Restored& restored) {
    const auto [kept, taken] = std::mismatch(applied_.begin(), applied_.end(),
                                             restored.values.begin(), restored.values.end());
    applied_.erase(kept, applied_.end());
    for (auto value = taken; value != restored.values.end(); ++value) {
        carry_out(effect::Applied{*value});
    }
}

void Host::carry_out(const effect::Answered& answered) {
    surroundings_.answered(*this, answered);
}

void Host::tell_leadership() {
    const Leadership now = node_->leadership();
    if (now != told_ && (now.leads || told_.leads)) {
        surroundings_.history.push_back(
            {surroundings_.agenda.now(), event::LeadershipChanged{self_, now}});
    }
    told_ = now;
}

void Host::arm_timer() {
    const std::optional<Instant> next = node_->next_timeout();
    if (next == armed_) {
        return;
    }
    armed_ = next;
    if (!next) {
        return;
    }
    surroundings_.agenda.at(*next, [this, life = lives_, due = *next] {
        if (life == lives_ && armed_ == due) {
            armed_.reset();
            give(input::TimerFired{});
        }
    });
}

void Host::give_at(Instant when, Input input) {
    surroundings_.agenda.at(when, [this, life = lives_, input = std::move(input)] {
        if (life == lives_) {
            give(input);
        }
    });
}

}  // namespace holdfast::harness::replication
