// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "reference/access/answers.h"
#include "reference/access/door.h"

namespace holdfast::reference::access {
namespace {

// Belongs to no password; has the form and the cost of those that do, so that a name that does not
// exist takes as long as one that does.
constexpr const char* nobodys_hash =
    "scrypt$15$8$1$00000000000000000000000000000000$"
    "0000000000000000000000000000000000000000000000000000000000000000";

bool full(Turn& turn, std::uint64_t id) {
    if (turn.door.pending.size() < turn.door.options.pending_max) {
        return false;
    }
    answer(turn, id, refusal(503, "Too many logins at the same time; try again"));
    return true;
}

}  // namespace

void check_password(Turn& turn, std::uint64_t id, const User* user, const std::string& username,
                    const std::string& password, const std::string& address,
                    std::function<void(Turn&, bool matches)> then) {
    if (full(turn, id)) {
        return;
    }
    const auto begin = turn.door.failures.turn(turn.now, username, address);
    if (!begin) {
        answer(turn, id, refusal(401, "Too many failed logins; try again later"));
        return;
    }
    const bool possible = user != nullptr && user->is_active && !user->password_hash.empty();
    effect::CheckPassword check{id, password, possible ? user->password_hash : nobodys_hash};
    turn.door.pending[id] = {.checked = [possible, username, address, then = std::move(then)](
                                            Turn& later, bool matches) {
        const bool right = possible && matches;
        if (right) {
            later.door.failures.succeeded(username, address);
        } else {
            later.door.failures.failed(later.now, username, address);
        }
        then(later, right);
    }};
    if (*begin <= turn.now) {
        turn.effects.emplace_back(std::move(check));
    } else {
        turn.door.waiting.emplace(*begin, std::move(check));
    }
}

void hash_password(Turn& turn, const Visit& visit, const std::string& password,
                   std::function<void(Turn&, const std::string& hash)> then) {
    if (full(turn, visit.id)) {
        return;
    }
    turn.door.pending[visit.id] = {
        .hashed = [visit, then = std::move(then)](Turn& later, const std::string& hash) {
            if (hash.empty()) {
                refuse(later, visit, 503, "The password could not be stored; try again");
                return;
            }
            then(later, hash);
        }};
    turn.effects.emplace_back(effect::HashPassword{visit.id, password});
}

}  // namespace holdfast::reference::access
