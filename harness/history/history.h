// SPDX-License-Identifier: Apache-2.0
// A run's events: appended while it goes, written as history.jsonl, read back by any later judge.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "harness/history/event.h"

namespace holdfast::harness::history {

/// Events in the order in which they were recorded; line numbers of history.jsonl count from 1.
class History {
  public:
    void append(Instant at, Content content) { events_.push_back({at, std::move(content)}); }
    const std::vector<Event>& events() const { return events_; }

    /// All events of one kind, with their line numbers.
    template <class T>
    struct Found {
        std::size_t line = 0;
        Instant at;
        const T* content = nullptr;
    };
    template <class T>
    std::vector<Found<T>> all() const {
        std::vector<Found<T>> found;
        for (std::size_t i = 0; i < events_.size(); ++i) {
            if (const T* content = std::get_if<T>(&events_[i].content)) {
                found.push_back({i + 1, events_[i].at, content});
            }
        }
        return found;
    }
    /// Beginning of the phase; none when it never began.
    std::optional<Instant> phase(const std::string& name) const;
    /// The first line; a history always has it.
    const RunBegan& run() const;

  private:
    std::vector<Event> events_;
};

std::string to_json_line(const Event& event);
Result<Event> parse_json_line(std::string_view line, const std::string& where);
Result<void> write_history(const std::string& path, const History& history);
Result<History> read_history(const std::string& path);

}  // namespace holdfast::harness::history
