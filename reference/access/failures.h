// SPDX-License-Identifier: Apache-2.0
// Guessing passwords is slowed down, never denied: a client that is told something else than
// "Invalid credentials" draws other conclusions (spec api 1.1: AKO).
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>

#include "base/time.h"

namespace holdfast::reference::access {

class Failures {
  public:
    /// A person's slips cost nothing.
    static constexpr int free_of_charge = 5;
    /// Then every guess waits twice as long as the one before: 1, 2, 4, 8, 8 s...
    static constexpr Duration delay_min = 1s;
    static constexpr Duration delay_max = 8s;
    /// Guesses made side by side wait for one another; who would wait longer is turned away.
    static constexpr Duration wait_max = 30s;
    static constexpr Duration forgotten_after = 15min;
    static constexpr std::size_t remembered_max = 1024;

    /// When the next check of this user from this address may begin, and takes that turn. None: too
    /// many are waiting.
    std::optional<Instant> turn(Instant now, const std::string& user, const std::string& address);
    void failed(Instant now, const std::string& user, const std::string& address);
    void succeeded(const std::string& user, const std::string& address);

  private:
    struct Entry {
        int count = 0;
        Instant last;
        Instant next_turn;
    };
    using Key = std::pair<std::string, std::string>;
    void make_room(Instant now);

    std::map<Key, Entry> entries_;
};

}  // namespace holdfast::reference::access
