// SPDX-License-Identifier: Apache-2.0
// The controller's event log, as the API shows it: numbered from 1 without gaps, the last 10,000
// kept.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

namespace holdfast::reference::controller {

struct LoggedEvent {
    std::uint64_t id = 0;
    std::string event_id;  ///< "SE_DOWN"
    std::string obj_name;  ///< "se1"
    std::string event_description;
    std::int64_t report_timestamp = 0;  ///< nanoseconds
    bool operator==(const LoggedEvent&) const = default;
};
BOOST_DESCRIBE_STRUCT(LoggedEvent, (),
                      (id, event_id, obj_name, event_description, report_timestamp))

class EventLog {
  public:
    static constexpr std::size_t kept_max = 10000;

    /// Gives the event its number.
    const LoggedEvent& add(LoggedEvent event);
    /// Events with a number above `id`, oldest first.
    std::vector<LoggedEvent> after(std::uint64_t id) const;
    std::uint64_t next_id() const { return next_id_; }
    /// For a restored controller: numbers are never given twice.
    void continue_at(std::uint64_t id) { next_id_ = id; }

  private:
    std::uint64_t next_id_ = 1;
    std::deque<LoggedEvent> events_;
};

}  // namespace holdfast::reference::controller
