// SPDX-License-Identifier: Apache-2.0
#include "reference/access/tokens.h"

#include <fmt/chrono.h>

#include <chrono>
#include <ctime>
#include <utility>

namespace holdfast::reference::access {

const Token* Tokens::find(const std::string& uuid) const {
    const auto found = tokens_.find(uuid);
    return found == tokens_.end() ? nullptr : &found->second;
}

const Token* Tokens::by_hash(const std::string& hash, std::int64_t now_us) const {
    for (const auto& [uuid, token] : tokens_) {
        if (token.hash == hash && now_us < token.expires_at) {
            return &token;
        }
    }
    return nullptr;
}

std::vector<Token> Tokens::of(const std::string& user) const {
    std::vector<Token> out;
    for (const auto& [uuid, token] : tokens_) {
        if (token.user == user) {
            out.push_back(token);
        }
    }
    return out;
}

void Tokens::put(Token token) {
    const std::string uuid = token.uuid;
    tokens_[uuid] = std::move(token);
}

std::vector<std::string> Tokens::expired(std::int64_t now_us) const {
    std::vector<std::string> out;
    for (const auto& [uuid, token] : tokens_) {
        if (now_us >= token.expires_at) {
            out.push_back(uuid);
        }
    }
    return out;
}

std::string rfc3339(std::int64_t us) {
    return fmt::format("{:%Y-%m-%dT%H:%M:%S}+00:00",
                       fmt::gmtime(static_cast<std::time_t>(us / 1'000'000)));
}

}  // namespace holdfast::reference::access
