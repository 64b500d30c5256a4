// SPDX-License-Identifier: Apache-2.0
#include "reference/engine/peer_monitor.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace holdfast::reference::engine {

namespace {

/// The first point of the grid due, due + period, ... that lies after now: late timers do not
/// make the grid drift.
Instant next_on_grid(Instant due, Duration period, Instant now) {
    return due + ((now - due) / period + 1) * period;
}

}  // namespace

// The peer has a whole period for its first heartbeat.
PeerMonitor::PeerMonitor(Instant now, PeerWatch watch)
    : watch_(std::move(watch)),
      last_heard_(now),
      next_heartbeat_(now),
      next_check_(now + watch_.period) {
    CHECK(watch_.period > 0ns && watch_.miss_limit > 0,
          "a peer cannot be watched every {} for {} misses", to_string(watch_.period),
          watch_.miss_limit);
}

bool PeerMonitor::hear(Instant now, const protocol::Heartbeat& heartbeat) {
    if (heartbeat.from != watch_.peer.name || heartbeat.group != watch_.group) {
        return false;
    }
    last_heard_ = now;
    misses_ = 0;  // DET-5: misses count only in a row
    // The next heartbeat is due a period from now, and half a period later it is missed: n lost
    // ones give n misses, however the two engines' clocks stand to each other and whatever jitter
    // below half a period the network has.
    next_check_ = now + watch_.period + watch_.period / 2;
    return std::exchange(suspected_, false);
}

PeerMonitor::Due PeerMonitor::on_timer(Instant now) {
    Due due;
    if (now >= next_heartbeat_) {
        due.send_heartbeat = true;
        next_heartbeat_ = next_on_grid(next_heartbeat_, watch_.period, now);
    }
    if (now >= next_check_) {
        due.suspicion = check(now);
    }
    return due;
}

// DET-4: limit x period of silence, both configured. Heartbeats fall anywhere in the period before
// a fault, so that half a period of patience makes it limit x period after the fault on average. A
// check that comes late counts once: this engine did not listen, so it cannot tell how many
// heartbeats there were.
std::optional<protocol::PeerSuspected> PeerMonitor::check(Instant now) {
    const bool stalled = now >= next_check_ + watch_.period;
    // After a stall the next point of the old grid may be an instant away, with heartbeats of the
    // peer still unread: it gets a whole period.
    next_check_ = stalled ? now + watch_.period : next_on_grid(next_check_, watch_.period, now);
    ++misses_;
    if (misses_ % watch_.miss_limit != 0) {
        return std::nullopt;
    }
    suspected_ = true;
    return protocol::PeerSuspected{watch_.peer.name, misses_};
}

Instant PeerMonitor::next_timeout() const {
    return std::min(next_heartbeat_, next_check_);
}

}  // namespace holdfast::reference::engine
