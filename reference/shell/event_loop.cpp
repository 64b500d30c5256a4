// SPDX-License-Identifier: Apache-2.0
#include "reference/shell/event_loop.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <utility>

namespace holdfast::reference::shell {

namespace asio = boost::asio;
using Trouble = boost::system::error_code;

struct EventLoop::State {
    asio::io_context context{1};  // one thread
    // Without it the context stops by itself whenever nothing waits.
    asio::executor_work_guard<asio::io_context::executor_type> busy{context.get_executor()};
    std::chrono::steady_clock::time_point start = std::chrono::steady_clock::now();
    asio::signal_set signals{context};
    std::function<void(int)> on_signal;

    void wait_for_signal() {
        signals.async_wait([this](Trouble trouble, int number) {
            if (!trouble) {
                on_signal(number);
                wait_for_signal();
            }
        });
    }
};

EventLoop::EventLoop() : state_(std::make_unique<State>()) {}
EventLoop::~EventLoop() = default;

Instant EventLoop::now() const {
    return Instant(std::chrono::steady_clock::now() - state_->start);
}
void EventLoop::run() {
    state_->context.run();
    state_->context.restart();
}
void EventLoop::stop() {
    state_->context.stop();
}
void EventLoop::post(std::function<void()> work) {
    asio::post(state_->context, std::move(work));
}
void EventLoop::on_signals(const std::vector<int>& signals, std::function<void(int)> callback) {
    for (const int number : signals) {
        state_->signals.add(number);
    }
    state_->on_signal = std::move(callback);
    state_->wait_for_signal();
}
asio::io_context& EventLoop::context() {
    return state_->context;
}

struct Watch::State : std::enable_shared_from_this<Watch::State> {
    State(asio::io_context& context, int fd, std::function<void(Ready)> on_ready)
        : descriptor(context, fd), callback(std::move(on_ready)) {}

    asio::posix::stream_descriptor descriptor;
    std::function<void(Ready)> callback;
    bool alive = true;
    bool want_read = false;
    bool want_write = false;
    bool waits_read = false;
    bool waits_write = false;

    // A wait is re-armed in the kernel each time, so readiness that was left over is reported
    // again.
    void arm() {
        if (want_read && !waits_read) {
            waits_read = true;
            descriptor.async_wait(
                asio::posix::descriptor_base::wait_read,
                [self = shared_from_this()](Trouble) { self->woken(self->waits_read, true); });
        }
        if (want_write && !waits_write) {
            waits_write = true;
            descriptor.async_wait(
                asio::posix::descriptor_base::wait_write,
                [self = shared_from_this()](Trouble) { self->woken(self->waits_write, false); });
        }
    }
    void woken(bool& waits, bool readable) {
        waits = false;
        if (alive && (readable ? want_read : want_write)) {
            callback({readable, !readable});
        }
        if (alive) {
            arm();
        }
    }
};

Watch::Watch(EventLoop& loop, int fd, std::function<void(Ready)> callback)
    : state_(std::make_shared<State>(loop.context(), fd, std::move(callback))) {}

Watch::~Watch() {
    state_->alive = false;
    state_->descriptor.release();  // the descriptor has another owner
}

void Watch::want(bool readable, bool writable) {
    state_->want_read = readable;
    state_->want_write = writable;
    state_->arm();
}

struct Timer::State {
    explicit State(asio::io_context& context) : timer(context) {}
    asio::steady_timer timer;
    std::uint64_t generation = 0;  // a fired but not yet delivered call back is stale after at()
};

Timer::Timer(EventLoop& loop) : loop_(loop), state_(std::make_shared<State>(loop.context())) {}

Timer::~Timer() {
    cancel();
}

void Timer::at(Instant when, std::function<void()> callback) {
    after(when - loop_.now(), std::move(callback));
}

void Timer::after(Duration delay, std::function<void()> callback) {
    const std::uint64_t generation = ++state_->generation;
    state_->timer.expires_after(delay);
    state_->timer.async_wait(
        [state = state_, generation, callback = std::move(callback)](Trouble trouble) {
            if (!trouble && state->generation == generation) {
                callback();
            }
        });
}

void Timer::cancel() {
    ++state_->generation;
    state_->timer.cancel();
}

}  // namespace holdfast::reference::shell
