// SPDX-License-Identifier: Apache-2.0
#include "reference/failover/engine_liveness.h"

#include <algorithm>

namespace holdfast::reference::failover {

void EngineLiveness::restart(Instant now, Duration grace) {
    stop();
    grace_until_ = now + grace;
    next_heartbeat_ = now + timers_.heartbeat_period;
}

void EngineLiveness::stop() {
    suspected_ = false;
    stage_.reset();
    next_heartbeat_.reset();
    heartbeat_unanswered_ = false;
    heartbeats_missed_ = 0;
    exhausted_ = false;
}

void EngineLiveness::retime(Instant now, LivenessTimers timers) {
    timers_ = timers;
    if (next_heartbeat_) {
        next_heartbeat_ = std::min(*next_heartbeat_, now + timers_.heartbeat_period);
    }
    if (stage_) {
        stage_->next_tick = std::min(stage_->next_tick, now + timers_.echo_timeout);
    }
}

LivenessAct EngineLiveness::echo(Instant now) {
    last_sent_ = now;
    return liveness::SendEcho{next_id_++};
}

LivenessActs EngineLiveness::suspected(Instant now, std::uint32_t misses) {
    LivenessActs acts;
    if (!suspected_) {
        acts.push_back(liveness::Suspected{misses});
    }
    suspected_ = true;
    // The peer repeats its suspicion while the silence lasts. An engine that answered the first
    // echoes and died later is found by a repetition.
    if (!stage_) {
        stage_ = EchoStage{.first_id = next_id_, .next_tick = now + timers_.echo_timeout};
        acts.push_back(echo(now));
    }
    return acts;
}

LivenessActs EngineLiveness::recovered() {
    if (!suspected_) {
        return {};
    }
    suspected_ = false;
    stage_.reset();
    return {liveness::Recovered{}};
}

void EngineLiveness::answered(Instant now, std::uint64_t id) {
    heard(now);
    // An answer that was under way before the suspicion says nothing about the engine now.
    if (stage_ && id >= stage_->first_id) {
        stage_.reset();
    }
}

void EngineLiveness::heard(Instant now) {
    last_answer_ = now;
    heartbeat_unanswered_ = false;
    heartbeats_missed_ = 0;
    exhausted_ = false;
    grace_until_ = now;
}

LivenessActs EngineLiveness::timer(Instant now) {
    LivenessActs acts;
    if (stage_ && stage_->next_tick <= now) {
        tick_stage(now, acts);
    }
    if (next_heartbeat_ && *next_heartbeat_ <= now) {
        tick_heartbeat(now, acts);
    }
    return acts;
}

// Each tick ends the wait for one echo: the limit of them in a row is reached exactly limit *
// timeout after the suspicion.
void EngineLiveness::tick_stage(Instant now, LivenessActs& acts) {
    if (++stage_->missed >= timers_.echo_miss_limit) {
        stage_.reset();
        acts.push_back(liveness::EchoesExhausted{});
        return;
    }
    stage_->next_tick += timers_.echo_timeout;
    acts.push_back(echo(now));
}

// DET-8: the first unanswered heartbeat is up to one period old when the engine dies, so the limit
// falls between limit and limit + 1 periods after the fault.
void EngineLiveness::tick_heartbeat(Instant now, LivenessActs& acts) {
    heartbeats_missed_ += heartbeat_unanswered_ ? 1 : 0;
    if (heartbeats_missed_ >= timers_.heartbeat_miss_limit && !exhausted_ && now >= grace_until_) {
        exhausted_ = true;
        acts.push_back(liveness::HeartbeatsExhausted{});
    }
    next_heartbeat_ = *next_heartbeat_ + timers_.heartbeat_period;
    heartbeat_unanswered_ = true;
    acts.push_back(echo(now));
}

std::optional<Instant> EngineLiveness::next_timeout() const {
    if (!stage_) {
        return next_heartbeat_;
    }
    return next_heartbeat_ ? std::min(stage_->next_tick, *next_heartbeat_) : stage_->next_tick;
}

std::uint32_t EngineLiveness::echoes_outstanding() const {
    const std::uint32_t in_stage = stage_ ? stage_->missed + 1 : 0;
    return in_stage + (heartbeat_unanswered_ ? 1 : 0);
}

}  // namespace holdfast::reference::failover
