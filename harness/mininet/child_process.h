// SPDX-License-Identifier: Apache-2.0
// A child process with a channel to it that can never outlive us: the kernel kills it when
// we die, however we die. Boost.Process starts it; only child_process.cpp knows that.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"

namespace holdfast::harness::mininet {

class ChildProcess {
  public:
    /// `argv[0]` is a path. Standard error is appended to `error_log`.
    static Result<std::unique_ptr<ChildProcess>> start(const std::vector<std::string>& argv,
                                                       const std::string& error_log);
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;
    ~ChildProcess();  ///< kills and waits

    pid_t pid() const;
    /// Our end of the socket that is its standard input and output.
    int channel() const;
    /// Returns when it is gone and reaped.
    void wait();

  private:
    struct State;
    explicit ChildProcess(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace holdfast::harness::mininet
