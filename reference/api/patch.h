// SPDX-License-Identifier: Apache-2.0
// PATCH: {"add": {..}, "replace": {..}, "delete": {..}} in any combination, one level deep, or
// {"json_patch": [{"op", "path", "value"}]} with paths like "/servers/0/enabled". Include it in
// .cpp files only.
#pragma once

#include <boost/json/object.hpp>
#include <variant>

#include "reference/api/receive.h"

namespace holdfast::reference::api {

/// The stored object with the changes; or why they cannot be made. What the result has to be is not
/// looked at.
std::variant<boost::json::object, Answer> patched(const Receiving& how, boost::json::object stored,
                                                  const boost::json::object& body);

}  // namespace holdfast::reference::api
