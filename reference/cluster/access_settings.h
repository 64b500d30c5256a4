// SPDX-License-Identifier: Apache-2.0
// What of the replicated configuration the door of the API goes by: tenants, Basic authentication,
// how long a session may be idle.
#pragma once

#include <string_view>

#include "reference/access/access.h"
#include "reference/controller/records.h"

namespace holdfast::reference::cluster {

access::AccessSettings access_settings(const controller::Records& records);

/// Whether a change of the record of this key changes them.
bool is_about_access(std::string_view key);

}  // namespace holdfast::reference::cluster
