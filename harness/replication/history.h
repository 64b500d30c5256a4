// SPDX-License-Identifier: Apache-2.0
// What happened in one run, in order: all that the checkers see.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/time.h"
#include "harness/replication/log_node.h"
#include "harness/replication/schedule.h"

namespace holdfast::harness::replication {

namespace event {

/// A client asks. None: nobody led, so there was nobody to ask.
struct Invoked {
    OperationId operation = 0;
    Operation::Kind kind = Operation::Kind::write;
    Value value = 0;  ///< of a write
    std::optional<Member> at;
    bool operator==(const Invoked&) const = default;
};
struct Completed {
    OperationId operation = 0;
    Operation::Kind kind = Operation::Kind::write;
    Value value = 0;  ///< of a write
    std::optional<Member> by;
    effect::Answered::Outcome outcome = effect::Answered::Outcome::info;
    std::vector<Value> read;  ///< everything that the log held, oldest first
    std::string reason;
    bool operator==(const Completed&) const = default;
};
/// The member has this value as the `position`th of its log, counted from 1 in each of its lives.
struct Applied {
    Member member;
    std::size_t position = 0;
    Value value = 0;
    bool operator==(const Applied&) const = default;
};
/// The member says that it leads, or that it does so no more.
struct LeadershipChanged {
    Member member;
    Leadership now;
    bool operator==(const LeadershipChanged&) const = default;
};
/// A new life of the member begins, with nothing applied.
struct Started {
    Member member;
    bool operator==(const Started&) const = default;
};
struct FaultActed {
    std::string what;  ///< "partition m1 | m2 m3 begins"
    bool operator==(const FaultActed&) const = default;
};
/// No fault is in force from now on. What is written and acknowledged later is in the log for good:
/// a log that holds it is complete up to there.
struct Healed {
    bool operator==(const Healed&) const = default;
};
/// Every member has applied this value, which was written after Healed.
struct Settled {
    Value value = 0;
    bool operator==(const Settled&) const = default;
};
/// Some member did not within this limit.
struct NotSettled {
    Duration limit{};
    bool operator==(const NotSettled&) const = default;
};

}  // namespace event

struct Event {
    Instant at;
    std::variant<event::Invoked, event::Completed, event::Applied, event::LeadershipChanged,
                 event::Started, event::FaultActed, event::Healed, event::Settled,
                 event::NotSettled>
        content;
    bool operator==(const Event&) const = default;
};

/// Lines are counted from 1.
using History = std::vector<Event>;

/// "0.702s m2 acknowledges write 3".
std::string to_string(const Event& event);
/// One numbered line for each event.
std::string to_text(const History& history);

/// Calls `visit(line, at, content)` for each event of one kind, in order.
template <class T, class Visit>
void for_each(const History& history, const Visit& visit) {
    for (std::size_t i = 0; i < history.size(); ++i) {
        if (const T* content = std::get_if<T>(&history[i].content)) {
            visit(i + 1, history[i].at, *content);
        }
    }
}

}  // namespace holdfast::harness::replication
