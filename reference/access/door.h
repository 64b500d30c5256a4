// SPDX-License-Identifier: Apache-2.0
// The parts of Access, for the files of this folder.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "reference/access/access.h"
#include "reference/access/failures.h"
#include "reference/access/secrets.h"
#include "reference/access/sessions.h"
#include "reference/access/tokens.h"
#include "reference/access/users.h"
#include "reference/access/verified.h"

namespace holdfast::reference::access {

struct Turn;

/// How a request goes on when the slow work for it is done.
struct Pending {
    std::function<void(Turn&, bool matches)> checked{};
    std::function<void(Turn&, const std::string& hash)> hashed{};
};

struct Door {
    Door(AccessOptions with, AccessSettings given)
        : options(std::move(with)), settings(std::move(given)), chance(options.secret) {}

    AccessOptions options;
    AccessSettings settings;
    Chance chance;
    Users users;
    Sessions sessions;
    Tokens tokens;
    Failures failures;
    Verified verified;
    std::map<std::uint64_t, Pending> pending;
    /// Checks of those who guessed too often, by the time when they may begin.
    std::multimap<Instant, effect::CheckPassword> waiting;

    SessionLimits session_limits() const {
        return {settings.api_idle_timeout, settings.api_force_timeout, options.sessions_a_user_max,
                options.sessions_max};
    }
    const Tenant* tenant(std::string_view name_or_uuid) const;
};

/// One step: what it changes and what it asks for.
struct Turn {
    Door& door;
    Instant now;
    std::vector<Record> changes;
    Effects effects;

    /// Clock time in microseconds, for stamps.
    std::int64_t stamp() const {
        return (door.options.epoch + now.since_start()) / std::chrono::microseconds(1);
    }
    void forget(const std::string& key) { changes.push_back({key, std::nullopt}); }
    void forget_sessions(const std::vector<std::string>& hashes);
    void log(std::string_view event_id, std::string_view object, std::string_view description);
    /// The change of the records first: nothing may be promised before it is kept.
    Effects finish() &&;
};

/// Somebody who showed who he is.
struct Visitor {
    User user;
    std::string session_hash;     ///< "": without a session
    api::Headers answer_headers;  ///< the session's cookies, set again
};

/// A request from a visitor who may do it.
struct Visit {
    std::uint64_t id = 0;
    api::HttpRequest request;
    Visitor visitor;
    Caller caller;
};

/// Asks for a check of the password and goes on with `then`; answers the request when it cannot be
/// checked now. `user` null: there is none of this name, which must take as long.
void check_password(Turn& turn, std::uint64_t id, const User* user, const std::string& username,
                    const std::string& password, const std::string& address,
                    std::function<void(Turn&, bool matches)> then);
/// The same for a new password.
void hash_password(Turn& turn, const Visit& visit, const std::string& password,
                   std::function<void(Turn&, const std::string& hash)> then);

/// POST /login and POST /logout.
void log_in(Turn& turn, std::uint64_t id, const api::HttpRequest& request);
void log_out(Turn& turn, std::uint64_t id, const api::HttpRequest& request);
std::string login_body(const Door& door, const User& user, const std::string& base);

/// Every other request: who sends it, and may he?
void admit(Turn& turn, std::uint64_t id, api::HttpRequest request);

/// What is answered here and not by the controller; `rest`: the path behind /api/<resource>.
void serve_users(Turn& turn, const Visit& visit, const std::vector<std::string>& rest);
void serve_own_account(Turn& turn, const Visit& visit);
void serve_tokens(Turn& turn, const Visit& visit, const std::vector<std::string>& rest);
void serve_roles(Turn& turn, const Visit& visit, const std::vector<std::string>& rest);
void serve_version(Turn& turn, const Visit& visit);  ///< /api/cluster/version

/// The client without its port.
std::string address_of(const api::HttpRequest& request);

}  // namespace holdfast::reference::access
