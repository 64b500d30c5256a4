// SPDX-License-Identifier: Apache-2.0
// What the door of the REST API takes in and what it asks its surroundings to do.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "reference/access/caller.h"
#include "reference/api/http.h"

namespace holdfast::reference::access {

namespace input {

/// A request of a client, whatever its path. `id` is never used twice.
struct Request {
    std::uint64_t id = 0;
    api::HttpRequest request;
};
/// Outcome of CheckPassword.
struct PasswordChecked {
    std::uint64_t id = 0;
    bool matches = false;
};
/// Outcome of HashPassword; "" when it could not be made.
struct PasswordHashed {
    std::uint64_t id = 0;
    std::string hash;
};
struct TimerFired {};

}  // namespace input

using Input =
    std::variant<input::Request, input::PasswordChecked, input::PasswordHashed, input::TimerFired>;

/// One record of what must survive a restart and a change of the leader; holds no secret in clear.
/// Keys: "user/user-1", "usertoken/<uuid>", "session/<hash>", "access/next_user".
struct Record {
    std::string key;
    std::optional<std::string> value;  ///< JSON; none: the record goes
    bool operator==(const Record&) const = default;
};

namespace effect {

/// Let the request through to the controller. Answer it with `answer_headers` added, whatever the
/// status.
struct Admit {
    std::uint64_t id = 0;
    api::HttpRequest request;
    Caller caller;
    api::Headers answer_headers;
    bool operator==(const Admit&) const = default;
};
/// The request is answered here: refused, or about sessions and accounts.
struct Answer {
    std::uint64_t id = 0;
    api::HttpResponse response;
    bool operator==(const Answer&) const = default;
};
/// Does the password belong to the hash? Slow on purpose; give back PasswordChecked.
struct CheckPassword {
    std::uint64_t id = 0;
    std::string password;
    std::string hash;
    bool operator==(const CheckPassword&) const = default;
};
/// Slow on purpose; give back PasswordHashed.
struct HashPassword {
    std::uint64_t id = 0;
    std::string password;
    bool operator==(const HashPassword&) const = default;
};
/// Keep these changes of the records, all or none, before any effect behind it is carried out.
struct Commit {
    std::vector<Record> changes;
    bool operator==(const Commit&) const = default;
};
/// For the controller's event log.
struct LogEvent {
    AuditEvent event;
    bool operator==(const LogEvent&) const = default;
};

}  // namespace effect

using Effect = std::variant<effect::Admit, effect::Answer, effect::CheckPassword,
                            effect::HashPassword, effect::Commit, effect::LogEvent>;
/// To be carried out in this order.
using Effects = std::vector<Effect>;

}  // namespace holdfast::reference::access
