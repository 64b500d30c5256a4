// SPDX-License-Identifier: Apache-2.0
#include "harness/mininet/child_process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <future>
#include <system_error>
#include <thread>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wshadow"
#include <boost/process.hpp>
#include <boost/process/extend.hpp>
#pragma GCC diagnostic pop

#include "base/fd.h"
#include "harness/mininet/net_namespace.h"

namespace holdfast::harness::mininet {

namespace process = boost::process;

namespace {

/// Runs in the child between fork and exec.
struct TiedToUs : process::extend::handler {
    pid_t parent;
    int channel;
    int error;
    TiedToUs(pid_t parent_pid, int channel_end, int error_end)
        : parent(parent_pid), channel(channel_end), error(error_end) {}
    template <class Executor>
    void on_exec_setup(Executor&) const {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent) {
            _exit(127);  // we died before the line above took effect
        }
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, nullptr);
        dup2(channel, STDIN_FILENO);  // duplicates are not close-on-exec, the originals are
        dup2(channel, STDOUT_FILENO);
        dup2(error, STDERR_FILENO);
    }
};

}  // namespace

struct ChildProcess::State {
    pid_t pid = -1;
    Fd channel;
    // The kernel's parent-death signal follows the thread that forked. So that thread does nothing
    // but fork and wait: it lives exactly as long as the child.
    std::thread keeper;
    std::atomic<bool> gone{false};
};

Result<std::unique_ptr<ChildProcess>> ChildProcess::start(const std::vector<std::string>& argv,
                                                          const std::string& error_log) {
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
        return system_error("cannot make a channel");
    }
    auto state = std::make_unique<State>();
    state->channel = Fd(ends[0]);
    const Fd child_end(ends[1]);
    const Fd log(open(error_log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644));
    if (!log.valid()) {
        return system_error("cannot write " + error_log);
    }

    std::promise<std::pair<pid_t, std::error_code>> started;
    auto outcome = started.get_future();
    State* raw = state.get();
    state->keeper = std::thread([&, raw, started = std::move(started)]() mutable {
        std::error_code error;
        process::child child(process::exe = argv.front(),
                             process::args = std::vector<std::string>(argv.begin() + 1, argv.end()),
                             TiedToUs(getpid(), child_end.get(), log.get()), error);
        const bool running = !error;
        started.set_value({running ? child.id() : -1, error});
        if (running) {  // from here on, nothing of the caller's frame may be used
            std::error_code ignored;
            child.wait(ignored);
        }
        raw->gone = true;
    });
    const auto [pid, error] = outcome.get();
    if (error) {
        state->keeper.join();
        return failed("cannot start " + argv.front() + ": " + error.message());
    }
    state->pid = pid;
    return std::unique_ptr<ChildProcess>(new ChildProcess(std::move(state)));
}

ChildProcess::ChildProcess(std::unique_ptr<State> state) : state_(std::move(state)) {}

ChildProcess::~ChildProcess() {
    if (state_->keeper.joinable()) {
        if (!state_->gone) {
            kill(state_->pid, SIGKILL);
        }
        state_->keeper.join();
    }
}

pid_t ChildProcess::pid() const {
    return state_->pid;
}
int ChildProcess::channel() const {
    return state_->channel.get();
}
void ChildProcess::wait() {
    if (state_->keeper.joinable()) {
        state_->keeper.join();
    }
}

}  // namespace holdfast::harness::mininet
