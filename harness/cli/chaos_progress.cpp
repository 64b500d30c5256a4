// SPDX-License-Identifier: Apache-2.0
#include "harness/cli/chaos_progress.h"

#include <fmt/format.h>

#include <cstdio>
#include <set>

#include "harness/report/table.h"

namespace holdfast::harness::cli {
namespace {

using check::Outcome;
using Clock = std::chrono::steady_clock;

constexpr auto terminal_period = std::chrono::seconds(1);
constexpr auto log_period = std::chrono::seconds(30);

double seconds_between(Clock::time_point from, Clock::time_point to) {
    return std::chrono::duration<double>(to - from).count();
}

}  // namespace

ChaosProgress::ChaosProgress(bool terminal, std::uint64_t schedules, std::uint64_t before)
    : terminal_(terminal), schedules_(schedules), before_(before) {}

void ChaosProgress::tell(const chaos::Played& played) {
    if (played.running) {
        return;
    }
    ++done_;
    died_ += played.died ? 1 : 0;
    ++outcomes_[played.outcome];
    simulated_ += played.simulated;
    for (const std::string& fault : std::set(played.faults.begin(), played.faults.end())) {
        ++faults_[fault];
    }
    if (played.outcome == Outcome::pass || done_ <= before_) {
        return;
    }
    fmt::print("{}{}  schedule {}: {}\n", terminal_ ? "\r\x1b[K" : "",
               report::painted(played.outcome, terminal_), played.schedule, played.reason);
    if (!played.run_folder.empty()) {
        fmt::print("      {} faults of {} are left, run {}\n", played.faults_left,
                   played.faults.size(), played.run_folder);
    }
    std::fflush(stdout);
}

void ChaosProgress::tick() {
    const auto now = Clock::now();
    if (now - told_ <
        (terminal_ ? Clock::duration(terminal_period) : Clock::duration(log_period))) {
        return;
    }
    told_ = now;
    const double rate = per_second();
    const auto left = schedules_ > done_ ? schedules_ - done_ : 0;
    const std::string when =
        rate > 0 ? fmt::format(", {:.0f} min left", static_cast<double>(left) / rate / 60) : "";
    fmt::print("{}{} of {} schedules ({:.1f} a second{}): {}{}", terminal_ ? "\r\x1b[K" : "", done_,
               schedules_, rate, when, counts(), terminal_ ? "" : "\n");
    std::fflush(stdout);
}

void ChaosProgress::summary() {
    fmt::print("{}\nschedules with\n", terminal_ ? "\r\x1b[K" : "");
    for (const auto& [fault, schedules] : faults_) {
        fmt::print("  {:<28} {}\n", fault, schedules);
    }
    const double took = seconds_between(began_, Clock::now());
    fmt::print(
        "\n{} of {} schedules: {}\n{} in {:.0f} s ({:.2f} a second), {:.0f} s of the world's "
        "time in all\n",
        done_, schedules_, counts(), done_ - before_, took, per_second(), seconds(simulated_));
}

std::uint64_t ChaosProgress::count(Outcome outcome) const {
    const auto found = outcomes_.find(outcome);
    return found == outcomes_.end() ? 0 : found->second;
}

std::string ChaosProgress::counts() const {
    return fmt::format("{} passed, {} failed, {} invalid, {} skipped", count(Outcome::pass),
                       count(Outcome::fail), count(Outcome::invalid), count(Outcome::skipped));
}

double ChaosProgress::per_second() const {
    const double took = seconds_between(began_, Clock::now());
    return took > 0 && done_ > before_ ? static_cast<double>(done_ - before_) / took : 0;
}

}  // namespace holdfast::harness::cli
