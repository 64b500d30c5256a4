// SPDX-License-Identifier: Apache-2.0
#include "harness/mininet/shared_clock.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "base/fd.h"
#include "harness/mininet/driver.h"
#include "harness/mininet/net_namespace.h"

namespace holdfast::harness::mininet {

namespace {

std::int64_t monotonic_now() {
    timespec t{};
    clock_gettime(CLOCK_MONOTONIC, &t);
    return std::int64_t{t.tv_sec} * 1'000'000'000 + t.tv_nsec;
}

}  // namespace

Result<std::unique_ptr<SharedClock>> SharedClock::make(const std::string& file) {
    const auto library = find_helper("holdfast-clock.so");
    if (!library) {
        return library.error();
    }
    const Fd opened(open(file.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (!opened.valid() || ftruncate(opened.get(), sizeof(faulty_clock::ClockPage)) != 0) {
        return system_error("cannot make " + file);
    }
    void* mapped = mmap(nullptr, sizeof(faulty_clock::ClockPage), PROT_READ | PROT_WRITE,
                        MAP_SHARED, opened.get(), 0);
    if (mapped == MAP_FAILED) {
        return system_error("cannot map " + file);
    }
    std::unique_ptr<SharedClock> clock(new SharedClock);
    clock->file_ = file;
    clock->library_ = *library;
    clock->page_ = new (mapped) faulty_clock::ClockPage{};
    return clock;
}

SharedClock::~SharedClock() {
    munmap(page_, sizeof(faulty_clock::ClockPage));
}

void SharedClock::add_to(std::map<std::string, std::string>& environment) const {
    std::string& preloaded = environment["LD_PRELOAD"];
    preloaded = library_ + (preloaded.empty() ? "" : " " + preloaded);
    environment[faulty_clock::page_variable] = file_;
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
