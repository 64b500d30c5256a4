// SPDX-License-Identifier: Apache-2.0
// Open sessions by the hash of their id. Who was used last is known here only: to another node a
// session is as fresh as that node's leadership.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/time.h"

namespace holdfast::reference::access {

struct Session {
    std::string user;  ///< uuid
    Instant opened;
    Instant used;
    /// The user token that opened it: shown again in this session's list of tokens, which is how
    /// AKO recognises its own. Never stored.
    std::string token;
};

struct SessionLimits {
    Duration idle{};   ///< 0: none
    Duration force{};  ///< 0: none
    std::size_t a_user_max = 0;
    std::size_t total_max = 0;
};

class Sessions {
  public:
    /// Null: unknown, or over its time.
    Session* find(Instant now, const std::string& hash, const SessionLimits& limits);
    /// The hashes of the sessions that had to go for it: those over their time, and those that were
    /// idle longest when a limit is reached.
    std::vector<std::string> open(Instant now, const std::string& hash, Session session,
                                  const SessionLimits& limits);
    bool end(const std::string& hash) { return sessions_.erase(hash) > 0; }
    /// Ends every session of the user except this one; gives their hashes.
    std::vector<std::string> end_of(const std::string& user, const std::string& except = "");
    void restore(const std::string& hash, Session session) { sessions_[hash] = std::move(session); }
    std::size_t count() const { return sessions_.size(); }

  private:
    void make_room(const std::string& user, std::size_t max, std::vector<std::string>& gone);

    std::map<std::string, Session> sessions_;
};

}  // namespace holdfast::reference::access
