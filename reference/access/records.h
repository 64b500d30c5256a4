// SPDX-License-Identifier: Apache-2.0
// Users, tokens and sessions as records, which survive a restart and a change of the leader.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "reference/access/effects.h"
#include "reference/access/tokens.h"
#include "reference/access/users.h"

namespace holdfast::reference::access {

/// What of a session is stored; its last use is not.
struct StoredSession {
    std::string user;
    std::int64_t opened_at = 0;  ///< microseconds since the epoch
};

inline constexpr const char* next_user_key = "access/next_user";
std::string user_key(const std::string& uuid);
std::string token_key(const std::string& uuid);
std::string session_key(const std::string& hash);

Record record_of(const User& user);
Record record_of(const Token& token);
Record record_of(const std::string& hash, const StoredSession& session);

Result<User> read_user(const Record& record);
Result<Token> read_token(const Record& record);
Result<StoredSession> read_session(const Record& record);

}  // namespace holdfast::reference::access
