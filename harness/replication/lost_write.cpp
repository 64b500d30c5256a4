// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <map>
#include <set>

#include "harness/check/findings.h"
#include "harness/replication/checkers.h"

namespace holdfast::harness::replication {
namespace {

using Outcome = effect::Answered::Outcome;

/// What one member applied in one of its lives. It has to hold whatever was acknowledged before
/// its newest value was asked for.
struct Log {
    Member member;
    std::set<Value> values;
    std::size_t newest_asked = 0;  ///< line in which a client asked for the value asked for last
    std::size_t newest_applied = 0;
};

class Logs {
  public:
    void see(std::size_t line, const event::Invoked& asked) { asked_[asked.value] = line; }
    void see(std::size_t, const event::Started& started) {
        newest_[started.member] = logs_.size();
        logs_.push_back({started.member});
    }
    void see(std::size_t line, const event::Applied& applied) {
        Log& log = logs_[newest_.at(applied.member)];
        log.values.insert(applied.value);
        if (asked_[applied.value] > log.newest_asked) {
            log.newest_asked = asked_[applied.value];
            log.newest_applied = line;
        }
    }
    template <class Other>
    void see(std::size_t, const Other&) {}

    const std::vector<Log>& all() const { return logs_; }

  private:
    std::map<Value, std::size_t> asked_;
    std::map<Member, std::size_t> newest_;  ///< its place among logs_
    std::vector<Log> logs_;
};

std::vector<Log> logs_of(const History& history) {
    Logs logs;
    for (std::size_t i = 0; i < history.size(); ++i) {
        std::visit([&](const auto& content) { logs.see(i + 1, content); }, history[i].content);
    }
    return logs.all();
}

/// Whether some log shows what became of everything before the end of the faults.
bool decided(const History& history, const std::vector<Log>& logs) {
    std::size_t healed = history.size();
    for_each<event::Healed>(history,
                            [&](std::size_t line, Instant, const auto&) { healed = line; });
    for (const Log& log : logs) {
        if (log.newest_asked > healed) {
            return true;
        }
    }
    return false;
}

}  // namespace

check::Verdict no_acknowledged_write_lost(const History& history) {
    check::Findings findings("no_acknowledged_write_lost");
    bool lost = false;
    const std::vector<Log> logs = logs_of(history);
    for_each<event::Completed>(history, [&](std::size_t line, Instant at, const auto& write) {
        if (write.kind != Operation::Kind::write || write.outcome != Outcome::ok) {
            return;
        }
        findings.occurred();
        for (const Log& log : logs) {
            if (log.newest_asked > line && !log.values.contains(write.value)) {
                lost = true;
                findings.problem(
                    fmt::format("write {}, acknowledged by {} at {}, is missing from the log of "
                                "{}, which holds a later one",
                                write.value, to_string(*write.by), holdfast::to_string(at),
                                to_string(log.member)),
                    {check::at_line("acknowledged", line, at),
                     check::at_line("asked for later", log.newest_asked,
                                    history[log.newest_asked - 1].at),
                     check::at_line("and applied", log.newest_applied,
                                    history[log.newest_applied - 1].at)});
            }
        }
    });
    if (!lost && !decided(history, logs)) {
        findings.testbed_trouble("nothing was written and applied after all was healed");
    }
    return std::move(findings).verdict(
        "every acknowledged write is in every log that holds a later one");
}

}  // namespace holdfast::harness::replication
