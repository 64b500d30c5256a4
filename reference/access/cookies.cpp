// SPDX-License-Identifier: Apache-2.0
#include "reference/access/cookies.h"

#include <fmt/format.h>

#include "reference/access/headers.h"
#include "reference/access/secrets.h"

namespace holdfast::reference::access {
namespace {

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) {
        return "";
    }
    text = text.substr(first, text.find_last_not_of(" \t") - first + 1);
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"') {
        text = text.substr(1, text.size() - 2);
    }
    return text;
}

api::Headers set_cookies(std::string_view csrf, std::string_view session, int csrf_age,
                         int session_age) {
    const auto session_line = [&](std::string_view name) {
        return fmt::format("{}={}; HttpOnly; Max-Age={}; Path=/; Secure", name, session,
                           session_age);
    };
    return {{"Set-Cookie", fmt::format("csrftoken={}; Max-Age={}; Path=/; Secure", csrf, csrf_age)},
            {"Set-Cookie", session_line("avi-sessionid")},
            {"Set-Cookie", session_line("sessionid")}};
}

}  // namespace

std::string cookie(const api::Headers& headers, std::string_view name) {
    std::string found;
    for (const auto& [key, line] : headers) {
        if (!same_name(key, "Cookie")) {
            continue;
        }
        for (std::string_view rest = line; !rest.empty();) {
            const auto end = rest.find(';');
            const std::string_view pair = rest.substr(0, end);
            rest = end == std::string_view::npos ? "" : rest.substr(end + 1);
            const auto equals = pair.find('=');
            if (equals != std::string_view::npos && trimmed(pair.substr(0, equals)) == name) {
                found = trimmed(pair.substr(equals + 1));
            }
        }
    }
    return found;
}

std::string session_cookie(const api::Headers& headers) {
    const std::string id = cookie(headers, "avi-sessionid");
    return id.empty() ? cookie(headers, "sessionid") : id;
}

api::Headers session_cookies(const std::string& session_id) {
    // 31449600 s are 364 days, 86400 s one (spec api 1.1).
    return set_cookies(csrf_token(session_id), session_id, 31449600, 86400);
}

api::Headers expired_cookies() {
    return set_cookies("", "", 0, 0);
}

std::string csrf_token(std::string_view session_id) {
    return sha256_hex(fmt::format("csrftoken of {}", session_id)).substr(0, 32);
}

}  // namespace holdfast::reference::access
