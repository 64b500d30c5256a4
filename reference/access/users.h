// SPDX-License-Identifier: Apache-2.0
// Who may log in, and what each of them may do where.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "reference/access/roles.h"

namespace holdfast::reference::access {

/// One role in one tenant, or in all.
struct Grant {
    std::string role;    ///< name
    std::string tenant;  ///< uuid; "" with all_tenants
    bool all_tenants = false;
    bool operator==(const Grant&) const = default;
};

struct User {
    std::string uuid;  ///< "user-1"
    std::string username;
    std::string name;
    std::string full_name;
    std::string email;
    std::string password_hash;  ///< "": cannot log in with a password
    bool is_superuser = false;
    bool is_active = true;
    std::string default_tenant = "admin";  ///< uuid
    std::vector<Grant> grants;
    std::int64_t last_modified = 0;  ///< microseconds since the epoch
    bool operator==(const User&) const = default;

    /// The best of what the user's roles give there.
    Right right(Area area, std::string_view tenant) const;
    /// Some role, or all of them, in this tenant.
    bool enters(std::string_view tenant) const;
    /// Nothing that the other may do is forbidden here; else a change of the other's account would
    /// be a way up.
    bool covers(const User& other) const;
};

class Users {
  public:
    static constexpr std::string_view first = "user-1";  ///< admin, who cannot be deleted

    User* find(std::string_view uuid);
    User* by_name(std::string_view username);
    const std::map<std::string, User>& all() const { return users_; }
    void put(User user);
    void remove(const std::string& uuid) { users_.erase(uuid); }
    /// "user-7", never given twice.
    std::string next_uuid();
    std::uint64_t next_number() const { return next_number_; }
    void continue_at(std::uint64_t number) { next_number_ = number; }

  private:
    std::map<std::string, User> users_;
    std::uint64_t next_number_ = 1;
};

/// "" for a password that will do, else what it lacks.
std::string weakness_of(std::string_view password, std::string_view username);

}  // namespace holdfast::reference::access
