// SPDX-License-Identifier: Apache-2.0
// Fields that come in and never go out again, as passwords: what an answer shows in their place,
// and how a client that sends back what it got leaves them as they are. Include it in .cpp files
// only.
#pragma once

#include <boost/json/object.hpp>
#include <string_view>

#include "reference/model/schema.h"

namespace holdfast::reference::api {

inline constexpr std::string_view secret_shown = "<sensitive>";

/// The stored object as answers, filters and searches see it.
boost::json::object without_secrets(const model::Schema& schema, boost::json::object stored);

/// Gives secrets that `wanted` has in their shown form their value in `before`; an entry of a list
/// finds its former self by its keys. Where there is none they become unset. Both in stored form.
void keep_secrets(const model::Schema& schema, boost::json::object& wanted,
                  const boost::json::object& before);

}  // namespace holdfast::reference::api
