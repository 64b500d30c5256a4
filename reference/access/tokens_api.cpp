// SPDX-License-Identifier: Apache-2.0
// /api/user-token: the caller's own tokens.
#include <fmt/format.h>

#include <charconv>

#include "reference/access/answers.h"
#include "reference/access/headers.h"
#include "reference/access/records.h"

namespace holdfast::reference::access {

namespace json = boost::json;

namespace {

constexpr std::int64_t hours_max = 87600;  // ten years

json::object shown(const Visit& visit, const Token& token) {
    return {
        {"url", fmt::format("{}/api/user-token/{}", base_url(visit.request.headers), token.uuid)},
        {"uuid", token.uuid},
        {"username", visit.caller.user},
        {"hours", token.hours},
        {"expires_at", rfc3339(token.expires_at)}};
}

/// 0: none that may be. AKO sends a string (spec api 1.1).
std::int64_t hours_in(const std::string& body) {
    boost::system::error_code trouble;
    const json::value parsed = json::parse(body.empty() ? "{}" : body, trouble);
    const auto* object = trouble ? nullptr : parsed.if_object();
    if (object == nullptr) {
        return 0;
    }
    const auto* field = object->if_contains("hours");
    if (field == nullptr) {
        return 1;
    }
    std::int64_t hours = 0;
    if (const auto* text = field->if_string()) {
        const auto [end, wrong] = std::from_chars(text->data(), text->data() + text->size(), hours);
        hours = wrong == std::errc() && end == text->data() + text->size() ? hours : 0;
    } else if (const auto* number = field->if_int64()) {
        hours = *number;
    }
    return hours <= hours_max ? hours : 0;
}

void drop_expired(Turn& turn) {
    for (const std::string& uuid : turn.door.tokens.expired(turn.stamp())) {
        turn.door.tokens.remove(uuid);
        turn.forget(token_key(uuid));
    }
}

void create(Turn& turn, const Visit& visit) {
    const std::int64_t hours = hours_in(visit.request.body);
    if (hours <= 0) {
        refuse(turn, visit, 400, fmt::format("hours: expected 1 to {}", hours_max));
        return;
    }
    drop_expired(turn);
    if (turn.door.tokens.of(visit.visitor.user.uuid).size() >= Tokens::a_user_max) {
        refuse(turn, visit, 400,
               fmt::format("a user may have {} tokens; delete one first", Tokens::a_user_max));
        return;
    }
    const std::string text = turn.door.chance.text(turn.now) + turn.door.chance.text(turn.now);
    const Token token{.uuid = "usertoken-" + turn.door.chance.uuid(turn.now),
                      .user = visit.visitor.user.uuid,
                      .hash = sha256_hex(text),
                      .hours = hours,
                      .expires_at = turn.stamp() + hours * 3600 * 1'000'000};
    turn.changes.push_back(record_of(token));
    turn.door.tokens.put(token);
    json::object body = shown(visit, token);
    body["token"] = text;  // this once: only its hash is kept
    answer_created(turn, visit, body);
}

void list(Turn& turn, const Visit& visit) {
    const Session* session =
        turn.door.sessions.find(turn.now, visit.visitor.session_hash, turn.door.session_limits());
    const std::string own = session == nullptr ? "" : session->token;
    std::vector<json::object> all;
    for (const Token& token : turn.door.tokens.of(visit.visitor.user.uuid)) {
        json::object object = shown(visit, token);
        // AKO finds the token that it logged in with by its text.
        if (!own.empty() && token.hash == sha256_hex(own)) {
            object["token"] = own;
        }
        all.push_back(std::move(object));
    }
    answer_list(turn, visit, all);
}

void serve_one(Turn& turn, const Visit& visit, const std::string& uuid) {
    const Token* token = turn.door.tokens.find(uuid);
    if (token == nullptr || token->user != visit.visitor.user.uuid) {
        refuse(turn, visit, 404, "UserToken object not found!");
    } else if (visit.request.method == "GET") {
        answer(turn, visit, 200, shown(visit, *token));
    } else if (visit.request.method == "DELETE") {
        turn.door.tokens.remove(uuid);
        turn.forget(token_key(uuid));
        answer(turn, visit, {204, {}, ""});
    } else {
        refuse_method(turn, visit);
    }
}

}  // namespace

void serve_tokens(Turn& turn, const Visit& visit, const std::vector<std::string>& rest) {
    if (rest.size() == 1) {
        serve_one(turn, visit, rest[0]);
    } else if (!rest.empty()) {
        refuse(turn, visit, 404, "no such path");
    } else if (visit.request.method == "GET") {
        list(turn, visit);
    } else if (visit.request.method == "POST" && !visit.visitor.user.uuid.empty()) {
        create(turn, visit);
    } else {
        refuse_method(turn, visit);
    }
}

}  // namespace holdfast::reference::access
