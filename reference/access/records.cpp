// SPDX-License-Identifier: Apache-2.0
#include "reference/access/records.h"

#include "base/json.h"
#include "reference/access/access.h"

namespace holdfast::reference::access {

BOOST_DESCRIBE_STRUCT(Grant, (), (role, tenant, all_tenants))
BOOST_DESCRIBE_STRUCT(User, (),
                      (uuid, username, name, full_name, email, password_hash, is_superuser,
                       is_active, default_tenant, grants, last_modified))
BOOST_DESCRIBE_STRUCT(Token, (), (uuid, user, hash, hours, expires_at))
BOOST_DESCRIBE_STRUCT(StoredSession, (), (user, opened_at))

namespace {

template <class T>
Result<T> read(const Record& record) {
    const auto parsed = json::parse(record.value.value_or(""), record.key);
    if (parsed.has_error()) {
        return parsed.error();
    }
    return json::from_json<T>(*parsed, record.key);
}

template <class T>
Record written(std::string key, const T& value) {
    return {std::move(key), boost::json::serialize(json::store(value))};
}

}  // namespace

std::string user_key(const std::string& uuid) {
    return "user/" + uuid;
}
std::string token_key(const std::string& uuid) {
    return "usertoken/" + uuid;
}
std::string session_key(const std::string& hash) {
    return "session/" + hash;
}
bool is_access_record(std::string_view key) {
    return key.starts_with("user/") || key.starts_with("usertoken/") ||
           key.starts_with("session/") || key.starts_with("access/");
}

Record record_of(const User& user) {
    return written(user_key(user.uuid), user);
}
Record record_of(const Token& token) {
    return written(token_key(token.uuid), token);
}
Record record_of(const std::string& hash, const StoredSession& session) {
    return written(session_key(hash), session);
}

Result<User> read_user(const Record& record) {
    return read<User>(record);
}
Result<Token> read_token(const Record& record) {
    return read<Token>(record);
}
Result<StoredSession> read_session(const Record& record) {
    return read<StoredSession>(record);
}

}  // namespace holdfast::reference::access
