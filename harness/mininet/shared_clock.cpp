// SPDX-License-Identifier: Apache-2.0
#include "harness/mininet/shared_clock.h"

#include <time.h>

namespace holdfast::harness::mininet {

namespace {

std::int64_t monotonic_now() {
    timespec t{};
    clock_gettime(CLOCK_MONOTONIC, &t);
    return std::int64_t{t.tv_sec} * 1'000'000'000 + t.tv_nsec;
}

}  // namespace

Result<std::unique_ptr<SharedClock>> SharedClock::make(const std::string& file) {
    auto page = Page::make(file, "holdfast-clock.so", faulty_clock::page_variable);
    if (!page) {
        return page.error();
    }
    return std::unique_ptr<SharedClock>(new SharedClock(std::move(*page)));
}

void SharedClock::set(const faults::ClockError& error) {
    const std::int64_t now = monotonic_now();
    page_->write({.since = now,
                  .step = error.step.count(),
                  .monotonic_before = page_->read().monotonic_offset(now),
                  .rate = error.rate,
                  .monotonic = error.monotonic});
}

Result<faults::ClockOffset> SharedClock::offset() const {
    if (page_->attached.load() == 0) {
        return failed("no program reads its clocks by holdfast-clock.so");
    }
    const std::int64_t now = monotonic_now();
    const auto wrong = page_->read();
    return faults::ClockOffset{Duration(wrong.wall_offset(now)),
                               Duration(wrong.monotonic_offset(now))};
}

}  // namespace holdfast::harness::mininet
