// SPDX-License-Identifier: Apache-2.0
#include "harness/cli/crew.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

#include "harness/run/interrupt.h"

namespace holdfast::harness::cli {
namespace {

// Children, an interrupt and a file that grows are waited for at once: they are
// looked at this often, for jobs that take seconds.
constexpr auto poll_period = std::chrono::milliseconds(50);
// A process heals its faults and takes its testbed away before it leaves: about a second.
constexpr int polls_to_end = 200;

void end(Crew& crew) {
    crew.ask_to_end();
    for (int i = 0; i < polls_to_end && !crew.gone(); ++i) {
        std::this_thread::sleep_for(poll_period);
    }
    // ~Child kills who is still there.
}

/// False: no more turns.
Result<bool> round(Crew& crew, const std::function<Result<bool>()>& look) {
    if (const auto done = crew.turn(); !done) {
        return done.error();
    }
    if (run::interrupted()) {
        return failed("interrupted");
    }
    const auto go_on = look();
    return go_on ? Result<bool>(crew.busy() && *go_on) : go_on;
}

}  // namespace

Result<void> Crew::turn() {
    for (std::size_t i = 0; i < working_.size();) {
        if (working_[i].child.running()) {
            ++i;
            continue;
        }
        const Working done = std::move(working_[i]);
        working_.erase(working_.begin() + static_cast<std::ptrdiff_t>(i));
        if (const auto told = ended_(done.job, done.child.how_it_ended()); !told) {
            return told.error();
        }
    }
    while (!waiting_.empty() && working_.size() < size_) {
        Job job = std::move(waiting_.front());
        waiting_.pop_front();
        auto child = Child::start(job.program, job.arguments, job.environment, job.log);
        if (!child) {
            return child.error();
        }
        working_.push_back({std::move(job), std::move(*child)});
    }
    return success;
}

void Crew::ask_to_end() {
    waiting_.clear();
    for (Working& working : working_) {
        working.child.ask_to_end();
    }
}

bool Crew::gone() {
    return std::none_of(working_.begin(), working_.end(),
                        [](Working& working) { return working.child.running(); });
}

Result<void> work_off(Crew& crew, const std::function<Result<bool>()>& look) {
    for (;;) {
        const auto go_on = round(crew, look);
        if (!go_on || !*go_on) {
            end(crew);
            return go_on ? Result<void>(success) : go_on.error();
        }
        std::this_thread::sleep_for(poll_period);
    }
}

std::string last_lines(const std::string& file, std::size_t count) {
    std::ifstream in(file);
    std::deque<std::string> lines;
    for (std::string line; std::getline(in, line);) {
        if (line.empty()) {
            continue;
        }
        lines.push_back(line);
        if (lines.size() > count) {
            lines.pop_front();
        }
    }
    std::string out;
    for (const std::string& line : lines) {
        out += (out.empty() ? "" : " | ") + line;
    }
    return out;
}

std::string sibling_program(const std::string& name) {
    std::error_code error;
    const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
    return (self.parent_path() / name).string();
}

}  // namespace holdfast::harness::cli
