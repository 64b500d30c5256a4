// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <boost/json.hpp>
#include <optional>

#include "reference/access/answers.h"
#include "reference/access/cookies.h"
#include "reference/access/door.h"
#include "reference/access/headers.h"
#include "reference/access/records.h"
#include "reference/api/query.h"

namespace holdfast::reference::access {

namespace json = boost::json;

namespace {

struct Credentials {
    std::string username;
    std::string password;
    std::string token;
};

Credentials from_form(const std::string& body) {
    const api::Target form = api::parse_target("?" + body);
    return {form.parameter("username").value_or(""), form.parameter("password").value_or(""),
            form.parameter("token").value_or("")};
}

std::optional<Credentials> from_json(const std::string& body) {
    boost::system::error_code trouble;
    const json::value parsed = json::parse(body, trouble);
    const json::object* object = trouble ? nullptr : parsed.if_object();
    if (object == nullptr) {
        return std::nullopt;
    }
    const auto text = [&](const char* name) {
        const json::value* field = object->if_contains(name);
        const json::string* found = field == nullptr ? nullptr : field->if_string();
        return found == nullptr ? std::string() : std::string(*found);
    };
    return Credentials{text("username"), text("password"), text("token")};
}

/// None: the body cannot be read. Python sends a form, Go sends JSON (spec api 1.1).
std::optional<Credentials> read_credentials(const api::HttpRequest& request) {
    const bool form = header(request.headers, "Content-Type").find("form") != std::string::npos;
    const auto first = request.body.find_first_not_of(" \t\r\n");
    const bool object = first != std::string::npos && request.body[first] == '{';
    return object || !form ? from_json(request.body) : from_form(request.body);
}

void refuse_login(Turn& turn, std::uint64_t id, const api::HttpRequest& request,
                  const std::string& username) {
    turn.log("USER_LOGIN", username,
             fmt::format("user '{}' failed to log in from {}", username, address_of(request)));
    // The exact text: AKO stops itself on it, and only on it (spec api 1.1).
    answer(turn, id, refusal(401, "Invalid credentials"));
}

void open_session(Turn& turn, std::uint64_t id, const api::HttpRequest& request, const User& user,
                  const std::string& token) {
    const std::string session = turn.door.chance.text(turn.now);
    const std::string hash = sha256_hex(session);
    turn.forget_sessions(turn.door.sessions.open(
        turn.now, hash, {.user = user.uuid, .opened = turn.now, .used = turn.now, .token = token},
        turn.door.session_limits()));
    turn.changes.push_back(record_of(hash, StoredSession{user.uuid, turn.stamp()}));
    turn.log("USER_LOGIN", user.username,
             fmt::format("user '{}' logged in from {}", user.username, address_of(request)));

    api::HttpResponse response =
        bare_text(200, login_body(turn.door, user, base_url(request.headers)));
    const auto version = parse_api_version(header(request.headers, "X-Avi-Version"));
    for (const api::Headers& more :
         {common_headers(version.value_or(oldest_view)), session_cookies(session)}) {
        response.headers.insert(response.headers.end(), more.begin(), more.end());
    }
    answer(turn, id, std::move(response));
}

void log_in_by_token(Turn& turn, std::uint64_t id, const api::HttpRequest& request,
                     const Credentials& given) {
    const Token* token = turn.door.tokens.by_hash(sha256_hex(given.token), turn.stamp());
    const User* user = token == nullptr ? nullptr : turn.door.users.find(token->user);
    const bool right = user != nullptr && user->is_active &&
                       (given.username.empty() || given.username == user->username);
    if (right) {
        open_session(turn, id, request, *user, given.token);
    } else {
        refuse_login(turn, id, request, given.username);
    }
}

void log_in_by_password(Turn& turn, std::uint64_t id, const api::HttpRequest& request,
                        const Credentials& given) {
    const User* user = turn.door.users.by_name(given.username);
    check_password(
        turn, id, user, given.username, given.password, address_of(request),
        [id, request, username = given.username, hash = user == nullptr ? "" : user->password_hash](
            Turn& later, bool matches) {
            const User* now = later.door.users.by_name(username);
            // The account may have changed while the password was checked.
            if (matches && now != nullptr && now->is_active && now->password_hash == hash) {
                open_session(later, id, request, *now, "");
            } else {
                refuse_login(later, id, request, username);
            }
        });
}

}  // namespace

std::string address_of(const api::HttpRequest& request) {
    if (request.local) {
        return "the admin socket";
    }
    return request.remote.substr(0, request.remote.rfind(':'));
}

void log_in(Turn& turn, std::uint64_t id, const api::HttpRequest& request) {
    if (request.method != "POST") {
        answer(turn, id, refusal(405, fmt::format("Method '{}' not allowed", request.method)));
        return;
    }
    const auto given = read_credentials(request);
    if (!given || (given->password.empty() && given->token.empty())) {
        answer(turn, id, refusal(400, "expected username and password, or username and token"));
        return;
    }
    if (given->password.empty()) {
        log_in_by_token(turn, id, request, *given);
    } else {
        log_in_by_password(turn, id, request, *given);
    }
}

void log_out(Turn& turn, std::uint64_t id, const api::HttpRequest& request) {
    if (request.method != "POST") {
        answer(turn, id, refusal(405, fmt::format("Method '{}' not allowed", request.method)));
        return;
    }
    const std::string hash = sha256_hex(session_cookie(request.headers));
    const Session* session = turn.door.sessions.find(turn.now, hash, turn.door.session_limits());
    if (session == nullptr) {
        answer(turn, id, refusal(401, "Session expired or not logged in"));
        return;
    }
    const User* user = turn.door.users.find(session->user);
    const std::string username = user == nullptr ? session->user : user->username;
    turn.door.sessions.end(hash);
    turn.forget(session_key(hash));
    turn.log("USER_LOGOUT", username,
             fmt::format("user '{}' logged out from {}", username, address_of(request)));
    api::HttpResponse response = bare_text(200, "{}");
    const api::Headers cookies = expired_cookies();
    response.headers.insert(response.headers.end(), cookies.begin(), cookies.end());
    answer(turn, id, std::move(response));
}

}  // namespace holdfast::reference::access
