// SPDX-License-Identifier: Apache-2.0
// Goal: a program that found no processor is told from one that had nothing to do. Method: two
// threads share one processor, and one of them has it to itself for a while by a real-time
// priority.
#include "harness/mininet/processor_waits.h"

#include <gtest/gtest.h>
#include <pthread.h>
#include <sched.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <thread>

namespace holdfast::harness::mininet {
namespace {

using Clock = std::chrono::steady_clock;

void stay_on_first_processor() {
    cpu_set_t first;
    CPU_ZERO(&first);
    CPU_SET(0, &first);
    pthread_setaffinity_np(pthread_self(), sizeof first, &first);
}

/// Keeps the processor from everybody else; false where that is not allowed.
bool occupy_first_processor(Duration length) {
    bool allowed = false;
    std::thread([&] {
        stay_on_first_processor();
        const sched_param priority{1};
        allowed = pthread_setschedparam(pthread_self(), SCHED_FIFO, &priority) == 0;
        const auto until = Clock::now() + (allowed ? length : 0ns);
        while (Clock::now() < until) {
        }
    }).join();
    return allowed;
}

class Waits : public testing::Test {
  protected:
    void look() { waits_.look(Instant(Clock::now().time_since_epoch()), {getpid()}); }
    Duration longest() const {
        Duration all{};
        for (const ProcessorWaits::Wait& wait : waits_.waits()) {
            all = std::max(all, wait.length);
        }
        return all;
    }
    ProcessorWaits waits_;
};

/// A thread that does this again and again, with a pause, until it is let go.
class Again {
  public:
    Again(Duration pause, const std::function<void()>& what)
        : thread_([this, pause, what] {
              while (!ended_) {
                  what();
                  ++rounds_;
                  std::this_thread::sleep_for(pause);  // the kernel's scheduler is what is tried
              }
          }) {}
    ~Again() {
        ended_ = true;
        thread_.join();
    }
    void wait_for_another_round() const {
        for (const int seen = rounds_; rounds_ < seen + 2;) {
            std::this_thread::yield();
        }
    }

  private:
    std::atomic<bool> ended_{false};
    std::atomic<int> rounds_{0};
    std::thread thread_;
};

TEST_F(Waits, AThreadWithoutAProcessorHasWaited) {
    bool allowed = false;
    {
        const Again victim(1ms, stay_on_first_processor);
        victim.wait_for_another_round();
        const Again watcher(ProcessorWaits::look_interval, [this] { look(); });
        watcher.wait_for_another_round();
        allowed = occupy_first_processor(300ms);
        victim.wait_for_another_round();
        watcher.wait_for_another_round();
    }
    if (!allowed) {
        GTEST_SKIP() << "no real-time priority is allowed here";
    }
    // The watcher itself may have lost its processor for a while: what it missed is taken off.
    EXPECT_GT(longest(), 150ms);
}

TEST_F(Waits, AThreadThatSleepsHasNotWaited) {
    std::thread sleeper([] { std::this_thread::sleep_for(400ms); });
    waits_.look(Instant(0ns), {getpid()});
    sleeper.join();
    // As if it were the very next look, so that nothing is taken off.
    waits_.look(Instant(ProcessorWaits::look_interval), {getpid()});
    EXPECT_LT(longest(), 300ms);
}

TEST_F(Waits, WhoIsGoneIsLookedAtInVain) {
    waits_.look(Instant(0ns), {0});
    EXPECT_TRUE(waits_.waits().empty());
}

}  // namespace
}  // namespace holdfast::harness::mininet
