// SPDX-License-Identifier: Apache-2.0
// holdfast-busy.so: preloaded into a program (LD_PRELOAD), it gives it a thread that uses as much
// of a processor as the page says that HOLDFAST_BUSY_PAGE names. What the kernel charges the
// program with is real, so that whatever it reads of its own use is.
//
// A control group would throttle and not burden, and a program beside it would burden the machine
// and not the program.
#include <fcntl.h>
#include <linux/futex.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <cstdlib>

#include "harness/mininet/busy_processor/busy_page.h"

namespace {

using holdfast::harness::mininet::busy_processor::BusyPage;

constexpr std::int64_t second = 1'000'000'000;
// Short against the time over which anybody measures, long against a turn of the scheduler.
constexpr std::int64_t round_length = 10'000'000;
// Whoever else wants the processor gets it: the node is to be busy, not late.
constexpr int niceness = 10;

std::int64_t read(clockid_t clock) {
    timespec t{};
    syscall(SYS_clock_gettime, clock, &t);
    return t.tv_sec * second + t.tv_nsec;
}

/// Uses so much of the processor, or as much of it as there is in one round.
void be_busy(std::int64_t wanted) {
    const std::int64_t used_before = read(CLOCK_THREAD_CPUTIME_ID);
    const std::int64_t end = read(CLOCK_MONOTONIC) + round_length;
    while (read(CLOCK_THREAD_CPUTIME_ID) - used_before < wanted && read(CLOCK_MONOTONIC) < end) {
    }
    const std::int64_t left = end - read(CLOCK_MONOTONIC);
    if (left > 0) {
        const timespec pause{left / second, left % second};
        syscall(SYS_nanosleep, &pause, nullptr);
    }
}

void* watch(void* argument) {
    auto* page = static_cast<BusyPage*>(argument);
    setpriority(PRIO_PROCESS, static_cast<id_t>(syscall(SYS_gettid)), niceness);
    ++page->attached;
    while (true) {
        const std::uint32_t share = page->share.load();
        if (share == 0) {
            syscall(SYS_futex, &page->share, FUTEX_WAIT, 0, nullptr, nullptr, 0);
        } else {
            be_busy(round_length * share / 1000);
        }
    }
    return nullptr;
}

__attribute__((constructor)) void attach() {
    const char* path = std::getenv(holdfast::harness::mininet::busy_processor::page_variable);
    const int file = path == nullptr ? -1 : open(path, O_RDWR | O_CLOEXEC);
    if (file < 0) {
        return;
    }
    void* page = mmap(nullptr, sizeof(BusyPage), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    if (page == MAP_FAILED) {
        return;
    }
    // Signals are the program's own.
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_t thread{};
    if (pthread_create(&thread, nullptr, watch, page) == 0) {
        pthread_detach(thread);
    }
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

}  // namespace
