// SPDX-License-Identifier: Apache-2.0
#include "harness/timing/report.h"

namespace holdfast::harness::timing {

namespace {

bool compared(const ClockReport& clock) {
    return clock.standing == ClockReport::Standing::own ||
           clock.standing == ClockReport::Standing::corrected;
}

}  // namespace

std::optional<Duration> clock_error(const Report& report, SeenAt one, SeenAt other) {
    const ClockReport& first = report.captures[one.capture].clock;
    const ClockReport& second = report.captures[other.capture].clock;
    const Duration first_at = report.epoch + one.at.since_start();
    const Duration second_at = report.epoch + other.at.since_start();
    if (one.capture == other.capture) {
        return first.map.error_between(first_at, second_at);
    }
    if (!compared(first) || !compared(second)) {
        return std::nullopt;
    }
    return first.map.error(first_at) + second.map.error(second_at);
}

}  // namespace holdfast::harness::timing
