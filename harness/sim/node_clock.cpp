// SPDX-License-Identifier: Apache-2.0
#include "harness/sim/node_clock.h"

#include <cmath>

namespace holdfast::harness::sim {

void NodeClock::set(Instant now, const faults::ClockError& error) {
    monotonic_before_ = offset(now).monotonic;
    since_ = now;
    error_ = error;
    right_ = error == faults::ClockError{} && monotonic_before_ == Duration::zero();
}

/// By the rate alone, since it is what it is.
Duration NodeClock::gained(Instant now) const {
    const auto elapsed = static_cast<double>((now - since_).count());
    return Duration(std::llround(elapsed * (error_.rate - 1)));
}

faults::ClockOffset NodeClock::offset(Instant now) const {
    if (right_) {
        return {};
    }
    const Duration drift = gained(now);
    return {error_.step + drift, monotonic_before_ + (error_.monotonic ? drift : Duration::zero())};
}

Instant NodeClock::monotonic(Instant now) const {
    return right_ ? now : now + offset(now).monotonic;
}

Instant NodeClock::wall(Instant now) const {
    return right_ ? now : now + offset(now).wall;
}

Instant NodeClock::when(Instant now, Instant shown) const {
    if (right_ || shown == Instant::never()) {
        return shown;
    }
    const auto left = static_cast<double>((shown - monotonic(now)).count());
    const double rate = error_.monotonic ? error_.rate : 1.0;
    return now + Duration(std::llround(std::ceil(left / rate)));
}

}  // namespace holdfast::harness::sim
