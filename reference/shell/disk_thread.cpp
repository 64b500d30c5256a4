// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/disk_thread.h"

#include <pthread.h>

#include <condition_variable>
#include <csignal>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>
#include <variant>

namespace holdfast::reference::shell {

namespace {

struct ClearDamage {};
using Job = std::variant<consensus::effect::Persist, ClearDamage>;

}  // namespace

struct DiskThread::State : std::enable_shared_from_this<DiskThread::State> {
    State(EventLoop& the_loop, storage::LogStore& the_store, Handlers the_handlers)
        : loop(the_loop), store(the_store), handlers(std::move(the_handlers)) {}

    void add(Job job) {
        {
            const std::scoped_lock lock(mutex);
            jobs.push_back(std::move(job));
        }
        wake.notify_one();
    }

    void run() {
        while (true) {
            std::deque<Job> group;
            {
                std::unique_lock lock(mutex);
                wake.wait(lock, [this] { return stop || !jobs.empty(); });
                if (stop) {
                    return;
                }
                group.swap(jobs);
            }
            if (!carry_out(group)) {
                return;
            }
        }
    }

    /// False: the disk has failed.
    bool carry_out(const std::deque<Job>& group) {
        consensus::WriteId last = 0;
        Result<void> done = success;
        for (const Job& job : group) {
            if (const auto* persist = std::get_if<consensus::effect::Persist>(&job)) {
                done = store.write(*persist);
                last = persist->write;
            } else {
                done = store.clear_damage();
            }
            if (!done.has_value()) {
                break;
            }
        }
        if (done.has_value()) {
            done = store.sync();
        }
        if (!done.has_value()) {
            tell([reason = done.error().message](const Handlers& to) { to.failed(reason); });
            return false;
        }
        if (last != 0) {
            tell([last](const Handlers& to) { to.synced(last); });
        }
        return true;
    }

    void tell(std::function<void(const Handlers&)> word) {
        loop.post([weak = weak_from_this(), word = std::move(word)] {
            if (const auto self = weak.lock()) {
                word(self->handlers);
            }
        });
    }

    EventLoop& loop;
    storage::LogStore& store;  // only the thread's
    const Handlers handlers;
    std::mutex mutex;  // guards what follows
    std::deque<Job> jobs;
    bool stop = false;
    std::condition_variable wake;
    std::thread thread;
};

DiskThread::DiskThread(EventLoop& loop, storage::LogStore& store, Handlers handlers)
    : state_(std::make_shared<State>(loop, store, std::move(handlers))) {
    // Signals are for the loop's thread.
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    state_->thread = std::thread([state = state_.get()] { state->run(); });
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

DiskThread::~DiskThread() {
    {
        const std::scoped_lock lock(state_->mutex);
        state_->stop = true;
    }
    state_->wake.notify_one();
    state_->thread.join();
}

void DiskThread::write(consensus::effect::Persist persist) {
    state_->add(std::move(persist));
}

void DiskThread::clear_damage() {
    state_->add(ClearDamage{});
}

}  // namespace holdfast::reference::shell
