// SPDX-License-Identifier: Apache-2.0
// Jobs of child processes: a queue, and so many of them at once.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "harness/cli/child.h"

namespace holdfast::harness::cli {

struct Job {
    std::string name;  ///< for whoever asks for it: a rule, a defect, a worker's number
    std::string program;
    std::vector<std::string> arguments;
    std::map<std::string, std::string> environment;  ///< added to this process's own
    std::string log;                                 ///< what it prints
};

class Crew {
  public:
    /// Told of a job whose process is gone, with how it ended ("exit code 0"); may add jobs. An
    /// Error ends the crew.
    using Ended = std::function<Result<void>(const Job& job, const std::string& how)>;

    /// `size` processes at once.
    Crew(int size, Ended ended) : size_(static_cast<std::size_t>(size)), ended_(std::move(ended)) {}

    void add(Job job) { waiting_.push_back(std::move(job)); }
    bool busy() const { return !waiting_.empty() || !working_.empty(); }

    /// Starts what finds room and tells of what ended. Does not wait.
    Result<void> turn();

    void ask_to_end();  ///< SIGTERM to each; what waits is forgotten
    bool gone();        ///< nobody works any more; ended_ is not told

  private:
    struct Working {
        Job job;
        Child child;
    };

    std::size_t size_;
    Ended ended_;
    std::deque<Job> waiting_;
    std::vector<Working> working_;
};

/// Turns of the crew until it has no work, an interrupt comes (an Error) or `look`, called between
/// the turns, says false: then its processes are asked to end, and killed when they take too long
/// to heal what they broke.
Result<void> work_off(Crew& crew, const std::function<Result<bool>()>& look);

/// The last lines of a file, joined by " | ": what a program said before it died.
std::string last_lines(const std::string& file, std::size_t count);

/// A program beside this one.
std::string sibling_program(const std::string& name);

}  // namespace holdfast::harness::cli
