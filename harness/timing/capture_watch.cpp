// SPDX-License-Identifier: Apache-2.0
#include "harness/timing/capture_watch.h"

#include <algorithm>

namespace holdfast::harness::timing {

namespace {

// Shorter ones are the pauses between packets of any busy capture.
constexpr Duration silence_min = 5ms;
// Queues of a network card are stamped by different processors and may be a little out of order
// (seen: tens of microseconds). More is a step of the clock.
constexpr Duration disorder_max = 1ms;
constexpr std::size_t steps_max = 1000;

}  // namespace

void CaptureWatch::take(Instant at, PacketRef packet) {
    ++packets_;
    if (!began_) {
        began_ = true;
        latest_ = highest_ = at;
        return;
    }
    highest_ = std::max(highest_, at);
    if (at < latest_) {
        if (latest_ - at > disorder_max) {
            if (steps_.size() < steps_max) {
                steps_.push_back({latest_, latest_ - at, packet});
            }
            latest_ = at;
        }
        return;
    }
    if (at - latest_ >= silence_min) {
        silences_[next_++ % silences_.size()] = {latest_, at};
    }
    latest_ = at;
}

double CaptureWatch::silent_part(Instant from, Instant to) const {
    if (to <= from) {
        return 0;
    }
    Duration silent{};
    for (const Silence& silence : silences_) {
        const Instant begin = std::max(silence.from, from);
        const Instant end = std::min(silence.to, to);
        silent = std::max(silent, end - begin);
    }
    return seconds(silent) / seconds(to - from);
}

}  // namespace holdfast::harness::timing
