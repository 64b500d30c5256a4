// SPDX-License-Identifier: Apache-2.0
// /api/useraccount: the caller's own account. PUT {username?, old_password, password} changes the
// password (spec api 1.7).
#include <fmt/format.h>

#include "reference/access/answers.h"
#include "reference/access/headers.h"
#include "reference/access/records.h"
#include "reference/access/user_text.h"

namespace holdfast::reference::access {

namespace json = boost::json;

namespace {

std::string text(const json::value& body, const char* field) {
    const auto* object = body.if_object();
    const auto* value = object == nullptr ? nullptr : object->if_contains(field);
    const auto* found = value == nullptr ? nullptr : value->if_string();
    return found == nullptr ? "" : std::string(*found);
}

void store(Turn& turn, const Visit& visit, const std::string& username, const std::string& hash) {
    const User* before = turn.door.users.by_name(username);
    if (before == nullptr) {
        refuse(turn, visit, 404, "User object not found!");
        return;
    }
    User user = *before;
    user.password_hash = hash;
    user.last_modified = turn.stamp();
    turn.changes.push_back(record_of(user));
    // Whoever knew the old password is out; who changed it stays.
    turn.forget_sessions(turn.door.sessions.end_of(user.uuid, visit.visitor.session_hash));
    turn.log("USER_PASSWORD_CHANGE", username,
             fmt::format("user '{}' changed the password of '{}'", visit.caller.user, username));
    turn.door.users.put(std::move(user));
    answer(turn, visit, bare_text(200, ""));
}

void change_password(Turn& turn, const Visit& visit) {
    boost::system::error_code trouble;
    const json::value body = json::parse(visit.request.body, trouble);
    const std::string password = text(body, "password");
    const std::string named = text(body, "username");
    const std::string username = named.empty() ? visit.caller.user : named;
    if (trouble || password.empty()) {
        refuse(turn, visit, 400, "expected old_password and password");
        return;
    }
    if (username != visit.caller.user && !visit.caller.superuser) {
        refuse(turn, visit, 403,
               fmt::format("User '{}' may only change the own password", visit.caller.user));
        return;
    }
    if (const std::string weakness = weakness_of(password, username); !weakness.empty()) {
        refuse(turn, visit, 400, weakness);
        return;
    }
    const auto hash = [visit, username, password](Turn& later) {
        hash_password(later, visit, password,
                      [visit, username](Turn& last, const std::string& hashed) {
                          store(last, visit, username, hashed);
                      });
    };
    // Root on the machine resets a password that nobody remembers.
    if (visit.request.local) {
        hash(turn);
        return;
    }
    check_password(turn, visit.id, turn.door.users.by_name(username), username,
                   text(body, "old_password"), visit.caller.address,
                   [visit, hash](Turn& later, bool matches) {
                       if (matches) {
                           hash(later);
                       } else {
                           refuse(later, visit, 400, "old_password is wrong");
                       }
                   });
}

}  // namespace

void serve_own_account(Turn& turn, const Visit& visit) {
    if (visit.request.method == "PUT") {
        change_password(turn, visit);
    } else if (visit.request.method == "GET") {
        answer(turn, visit, 200,
               write_user(turn.door, visit.visitor.user, base_url(visit.request.headers),
                          names_wanted(visit)));
    } else {
        refuse_method(turn, visit);
    }
}

}  // namespace holdfast::reference::access
