// SPDX-License-Identifier: Apache-2.0
// /api/user: accounts of others.
#include <fmt/format.h>

#include <utility>

#include "reference/access/answers.h"
#include "reference/access/headers.h"
#include "reference/access/records.h"
#include "reference/access/user_text.h"

namespace holdfast::reference::access {

namespace json = boost::json;

namespace {

json::object shown(const Turn& turn, const Visit& visit, const User& user) {
    return write_user(turn.door, user, base_url(visit.request.headers), names_wanted(visit));
}

void list(Turn& turn, const Visit& visit) {
    std::vector<json::object> all;
    for (const auto& [uuid, user] : turn.door.users.all()) {
        all.push_back(shown(turn, visit, user));
    }
    answer_list(turn, visit, all);
}

/// What a sequence of changes made of the account is on record, and whoever lost his rights to it
/// is out.
void save(Turn& turn, const Visit& visit, User user, bool created) {
    user.last_modified = turn.stamp();
    if (created) {
        user.uuid = turn.door.users.next_uuid();
        turn.changes.push_back({next_user_key, std::to_string(turn.door.users.next_number())});
    }
    const User* before = turn.door.users.find(user.uuid);
    if (before != nullptr && (before->password_hash != user.password_hash || !user.is_active)) {
        turn.forget_sessions(turn.door.sessions.end_of(user.uuid, visit.visitor.session_hash));
    }
    turn.changes.push_back(record_of(user));
    turn.door.users.put(user);
    const json::object body = shown(turn, visit, user);
    const int status = created ? 201 : 200;
    if (const auto event =
            audit(visit.caller, visit.request, {status, {}, json::serialize(body)})) {
        turn.effects.emplace_back(effect::LogEvent{*event});
    }
    if (created) {
        answer_created(turn, visit, body);
    } else {
        answer(turn, visit, status, body);
    }
}

/// Nothing may have changed under a request whose password was being hashed.
bool still_free(Turn& turn, const Visit& visit, const User& user) {
    const User* same_name = turn.door.users.by_name(user.username);
    if (same_name != nullptr && same_name->uuid != user.uuid) {
        refuse(turn, visit, 409, "User with this Username already exists.");
        return false;
    }
    if (!user.uuid.empty() && turn.door.users.find(user.uuid) == nullptr) {
        refuse(turn, visit, 404, "User object not found!");
        return false;
    }
    return true;
}

void accept(Turn& turn, const Visit& visit, const ReceivedUser& received, bool created) {
    const User& user = received.user;
    // A role may not give what its giver does not have.
    if (!visit.visitor.user.covers(user)) {
        refuse(
            turn, visit, 403,
            fmt::format("User '{}' may not give rights that he does not have", visit.caller.user));
        return;
    }
    if (!still_free(turn, visit, user)) {
        return;
    }
    if (received.password.empty()) {
        save(turn, visit, user, created);
        return;
    }
    if (const std::string weakness = weakness_of(received.password, user.username);
        !weakness.empty()) {
        refuse(turn, visit, 400, weakness);
        return;
    }
    hash_password(turn, visit, received.password,
                  [visit, user, created](Turn& later, const std::string& hash) {
                      User changed = user;
                      changed.password_hash = hash;
                      if (still_free(later, visit, changed)) {
                          save(later, visit, std::move(changed), created);
                      }
                  });
}

std::optional<json::object> object_in(Turn& turn, const Visit& visit) {
    boost::system::error_code trouble;
    json::value body = json::parse(visit.request.body, trouble);
    if (trouble || !body.is_object()) {
        refuse(turn, visit, 400, "expected a JSON object");
        return std::nullopt;
    }
    return std::move(body.as_object());
}

void create(Turn& turn, const Visit& visit) {
    const auto body = object_in(turn, visit);
    if (!body) {
        return;
    }
    const auto received = read_user(turn.door, *body, User{});
    if (received.has_error()) {
        refuse(turn, visit, 400, received.error().message);
        return;
    }
    accept(turn, visit, *received, true);
}

void replace(Turn& turn, const Visit& visit, const User& before, const json::object& body) {
    User onto;  // what is left out returns to its default, save identity and password
    onto.uuid = before.uuid;
    onto.username = before.username;
    onto.password_hash = before.password_hash;
    const auto received = read_user(turn.door, body, std::move(onto));
    if (received.has_error()) {
        refuse(turn, visit, 400, received.error().message);
    } else if (!received->last_modified.empty() &&
               received->last_modified != std::to_string(before.last_modified)) {
        refuse(turn, visit, 412, "Need to reload object data User");
    } else if (before.uuid == Users::first &&
               (!received->user.is_superuser || !received->user.is_active ||
                received->user.username != before.username)) {
        // Else a cluster could be left without anybody who may repair it.
        refuse(turn, visit, 400, "user admin stays an active super user of this name");
    } else {
        accept(turn, visit, *received, false);
    }
}

/// {"add": {...}, "replace": {...}, "delete": {...}}: the account as it would be sent, then PUT.
void patch(Turn& turn, const Visit& visit, const User& before, const json::object& body) {
    json::object merged = write_user(turn.door, before, "", false);
    for (const auto& part : body) {
        const auto* fields = part.value().if_object();
        if (fields == nullptr) {
            refuse(turn, visit, 400, "expected add, replace or delete with an object");
            return;
        }
        for (const auto& field : *fields) {
            json::value* old = merged.if_contains(field.key());
            const bool lists = old != nullptr && old->is_array() && field.value().is_array();
            if (part.key() == "delete") {
                merged.erase(field.key());
            } else if (part.key() == "add" && lists) {
                auto& into = old->as_array();
                into.insert(into.end(), field.value().as_array().begin(),
                            field.value().as_array().end());
            } else {
                merged[field.key()] = field.value();
            }
        }
    }
    replace(turn, visit, before, merged);
}

void remove(Turn& turn, const Visit& visit, const User& user) {
    if (user.uuid == Users::first) {
        refuse(turn, visit, 400, "Cannot delete system default object");
        return;
    }
    const std::string uuid = user.uuid;
    turn.forget(user_key(uuid));
    turn.forget_sessions(turn.door.sessions.end_of(uuid));
    for (const Token& token : turn.door.tokens.of(uuid)) {
        turn.forget(token_key(token.uuid));
        turn.door.tokens.remove(token.uuid);
    }
    turn.door.users.remove(uuid);
    const api::HttpResponse done{204, {}, ""};
    if (const auto event = audit(visit.caller, visit.request, done)) {
        turn.effects.emplace_back(effect::LogEvent{*event});
    }
    answer(turn, visit, done);
}

void serve_one(Turn& turn, const Visit& visit, const User& user) {
    const std::string& method = visit.request.method;
    if (method == "GET") {
        answer(turn, visit, 200, shown(turn, visit, user));
    } else if (method != "PUT" && method != "PATCH" && method != "DELETE") {
        refuse_method(turn, visit);
    } else if (!visit.visitor.user.covers(user)) {
        refuse(turn, visit, 403,
               fmt::format("User '{}' may not change user '{}', who has more rights",
                           visit.caller.user, user.username));
    } else if (method == "DELETE") {
        remove(turn, visit, user);
    } else if (const auto body = object_in(turn, visit)) {
        method == "PUT" ? replace(turn, visit, user, *body) : patch(turn, visit, user, *body);
    }
}

}  // namespace

void serve_users(Turn& turn, const Visit& visit, const std::vector<std::string>& rest) {
    if (rest.size() == 1) {
        // A copy: the table changes while it is worked on.
        if (const User* user = turn.door.users.find(rest[0])) {
            serve_one(turn, visit, User(*user));
        } else {
            refuse(turn, visit, 404, "User object not found!");
        }
    } else if (!rest.empty()) {
        refuse(turn, visit, 404, "no such path");
    } else if (visit.request.method == "GET") {
        list(turn, visit);
    } else if (visit.request.method == "POST") {
        create(turn, visit);
    } else {
        refuse_method(turn, visit);
    }
}

}  // namespace holdfast::reference::access
