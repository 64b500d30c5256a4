// SPDX-License-Identifier: Apache-2.0
// The daemon's one thread of control: descriptors, timers, signals. Boost.Asio does the work; only
// event_loop.cpp, tls_*.cpp and http_*.cpp see it.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "base/time.h"

namespace boost::asio {
class io_context;
}

namespace holdfast::reference::shell {

class EventLoop {
  public:
    EventLoop();
    ~EventLoop();
    EventLoop(const EventLoop&) = delete;
    EventLoop& operator=(const EventLoop&) = delete;

    /// Time since this loop was made, by the steady clock.
    Instant now() const;
    /// Calls back until stop().
    void run();
    void stop();
    /// Runs `work` soon, never from inside this call.
    void post(std::function<void()> work);
    void on_signals(const std::vector<int>& signals, std::function<void(int)> callback);

    boost::asio::io_context& context();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

struct Ready {
    bool readable = false;
    bool writable = false;
};

/// Calls back while the descriptor is ready for what want() names. Destroy it before the descriptor
/// is closed; it may be destroyed inside its own callback.
class Watch {
  public:
    Watch(EventLoop& loop, int fd, std::function<void(Ready)> callback);
    ~Watch();
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

    void want(bool readable, bool writable);

  private:
    struct State;
    std::shared_ptr<State> state_;
};

/// One call back at an instant; setting it anew forgets the earlier one, as destroying it does.
class Timer {
  public:
    explicit Timer(EventLoop& loop);
    ~Timer();
    Timer(const Timer&) = delete;
    Timer& operator=(const Timer&) = delete;

    void at(Instant when, std::function<void()> callback);
    void after(Duration delay, std::function<void()> callback);
    void cancel();

  private:
    struct State;
    EventLoop& loop_;
    std::shared_ptr<State> state_;
};

}  // namespace holdfast::reference::shell
