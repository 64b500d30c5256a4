// SPDX-License-Identifier: Apache-2.0
// User tokens: a way to log in without the password, for a time (spec api 1.1).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace holdfast::reference::access {

struct Token {
    std::string uuid;
    std::string user;  ///< uuid
    std::string hash;
    std::int64_t hours = 1;
    std::int64_t expires_at = 0;  ///< microseconds since the epoch
};

class Tokens {
  public:
    static constexpr std::size_t a_user_max = 64;

    const Token* find(const std::string& uuid) const;
    /// Null: unknown or over its time.
    const Token* by_hash(const std::string& hash, std::int64_t now_us) const;
    std::vector<Token> of(const std::string& user) const;
    void put(Token token);
    void remove(const std::string& uuid) { tokens_.erase(uuid); }
    /// Uuids of those that nobody can use any more.
    std::vector<std::string> expired(std::int64_t now_us) const;

  private:
    std::map<std::string, Token> tokens_;
};

/// "2026-11-20T19:46:00+00:00"
std::string rfc3339(std::int64_t us);

}  // namespace holdfast::reference::access
