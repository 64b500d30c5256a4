// SPDX-License-Identifier: Apache-2.0
// A user as the API shows and reads one. The password goes in and never comes out. For .cpp files
// only: JSON is heavy.
#pragma once

#include <boost/json.hpp>
#include <string>

#include "base/result.h"
#include "reference/access/door.h"

namespace holdfast::reference::access {

struct ReceivedUser {
    User user;
    std::string password;  ///< "": not given
    std::string last_modified;
};

boost::json::object write_user(const Door& door, const User& user, const std::string& base,
                               bool with_names);

/// Reads a body into `onto`, which holds what a field that is left out becomes.
Result<ReceivedUser> read_user(const Door& door, const boost::json::object& body, User onto);

/// The last part of a reference in any of its forms: "role-system-admin", "Tenant-Admin".
std::string referred(std::string_view reference);

}  // namespace holdfast::reference::access
