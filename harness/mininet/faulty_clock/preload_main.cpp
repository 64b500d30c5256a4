// SPDX-License-Identifier: Apache-2.0
// holdfast-clock.so: preloaded into a program (LD_PRELOAD), it answers for the clocks of libc by
// the page that HOLDFAST_CLOCK_PAGE names.
//
// libfaketime 0.9.10 does not fit: it counts a rate from each program's start, so that a rate set
// later makes the clock jump; it shortens sleeps even where only the wall clock is to be wrong; and
// nobody can ask it what a program reads.
//
// Timeouts follow a monotonic clock of a wrong rate where event loops wait: timerfd, epoll, poll,
// nanosleep. Waits until an absolute time go by the kernel's clocks.
#include <fcntl.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include <cstdlib>

#include "harness/mininet/faulty_clock/clock_page.h"

namespace {

using holdfast::harness::mininet::faulty_clock::ClockPage;

constexpr std::int64_t second = 1'000'000'000;

const ClockPage* page = nullptr;

__attribute__((constructor)) void attach() {
    const char* path = std::getenv(holdfast::harness::mininet::faulty_clock::page_variable);
    const int file = path == nullptr ? -1 : open(path, O_RDWR | O_CLOEXEC);
    if (file < 0) {
        return;
    }
    void* mapped = mmap(nullptr, sizeof(ClockPage), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    if (mapped != MAP_FAILED) {
        auto* found = static_cast<ClockPage*>(mapped);
        ++found->attached;
        page = found;
    }
}

std::int64_t to_number(const timespec& t) {
    return t.tv_sec * second + t.tv_nsec;
}

timespec to_time(std::int64_t nanoseconds) {
    return {nanoseconds / second, nanoseconds % second};
}

std::int64_t right(clockid_t id) {
    timespec t{};
    syscall(SYS_clock_gettime, id, &t);
    return to_number(t);
}

std::int64_t offset_of(clockid_t id) {
    switch (id) {
        case CLOCK_REALTIME:
        case CLOCK_REALTIME_COARSE:
            return page->read().wall_offset(right(CLOCK_MONOTONIC));
        case CLOCK_MONOTONIC:
        case CLOCK_MONOTONIC_COARSE:
        case CLOCK_MONOTONIC_RAW:
        case CLOCK_BOOTTIME:
            return page->read().monotonic_offset(right(CLOCK_MONOTONIC));
        default:
            return 0;
    }
}

/// How long the kernel has to wait for what the program calls so long.
std::int64_t stretched(std::int64_t nanoseconds) {
    if (page == nullptr || nanoseconds <= 0) {
        return nanoseconds;
    }
    const auto wrong = page->read();
    return wrong.monotonic ? std::llround(static_cast<double>(nanoseconds) / wrong.rate)
                           : nanoseconds;
}

int stretched_ms(int milliseconds) {
    constexpr std::int64_t millisecond = 1'000'000;
    // Rounded up: a wait that ends too early makes an event loop spin.
    return milliseconds <= 0
               ? milliseconds
               : static_cast<int>((stretched(milliseconds * millisecond) + millisecond - 1) /
                                  millisecond);
}

}  // namespace

extern "C" {

int clock_gettime(clockid_t id, timespec* out) noexcept {
    const long failed = syscall(SYS_clock_gettime, id, out);
    if (failed == 0 && page != nullptr) {
        *out = to_time(to_number(*out) + offset_of(id));
    }
    return static_cast<int>(failed);
}

int gettimeofday(timeval* out, void* zone) noexcept {
    const long failed = syscall(SYS_gettimeofday, out, zone);
    if (failed == 0) {
        timespec now{};
        clock_gettime(CLOCK_REALTIME, &now);
        *out = {now.tv_sec, now.tv_nsec / 1000};
    }
    return static_cast<int>(failed);
}

time_t time(time_t* out) noexcept {
    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now);
    if (out != nullptr) {
        *out = now.tv_sec;
    }
    return now.tv_sec;
}

int timerfd_settime(int timer, int flags, const itimerspec* wanted, itimerspec* old) noexcept {
    itimerspec real = *wanted;
    if ((flags & TFD_TIMER_ABSTIME) == 0) {
        real = {to_time(stretched(to_number(wanted->it_interval))),
                to_time(stretched(to_number(wanted->it_value)))};
    }
    return static_cast<int>(syscall(SYS_timerfd_settime, timer, flags, &real, old));
}

int epoll_wait(int set, epoll_event* events, int most, int timeout) {
    return static_cast<int>(
        syscall(SYS_epoll_pwait, set, events, most, stretched_ms(timeout), nullptr, 0));
}

int epoll_pwait(int set, epoll_event* events, int most, int timeout, const sigset_t* mask) {
    constexpr std::size_t kernel_sigset_size = 8;
    return static_cast<int>(syscall(SYS_epoll_pwait, set, events, most, stretched_ms(timeout), mask,
                                    kernel_sigset_size));
}

int poll(pollfd* files, nfds_t count, int timeout) {
    return static_cast<int>(syscall(SYS_poll, files, count, stretched_ms(timeout)));
}

int nanosleep(const timespec* wanted, timespec* left) {
    const timespec real = to_time(stretched(to_number(*wanted)));
    return static_cast<int>(syscall(SYS_nanosleep, &real, left));
}
}
