// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/processor_load.h"

#include <sys/resource.h>

#include <algorithm>
#include <utility>

namespace holdfast::reference::shell {

namespace {

Duration duration_of(const timeval& time) {
    return std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_usec);
}

}  // namespace

// getrusage and no clock: a clock of a process may be wrong, what it was charged is not.
Duration processor_time_used() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);  // cannot fail for oneself
    return duration_of(usage.ru_utime) + duration_of(usage.ru_stime);
}

ProcessorLoad::ProcessorLoad(Clock now, Used used)
    : now_(std::move(now)), used_(std::move(used)), asked_at_(now_()), used_then_(used_()) {}

double ProcessorLoad::since_last_asked() {
    const Instant now = now_();
    const Duration passed = now - asked_at_;
    if (passed < shortest) {
        return last_;
    }
    const Duration used = used_();
    last_ = std::clamp(seconds(used - used_then_) / seconds(passed), 0.0, 1.0);
    asked_at_ = now;
    used_then_ = used;
    return last_;
}

}  // namespace holdfast::reference::shell
