// SPDX-License-Identifier: Apache-2.0
// What an object does now, beside what it is configured to do. Include it in .cpp files only.
#pragma once

#include <boost/json/object.hpp>
#include <string_view>

#include "reference/api/present.h"
#include "reference/controller/system_state.h"

namespace holdfast::reference::controller {

/// Its runtime summary; the object has to be there.
boost::json::object runtime_of(SystemState& s, const api::View& view, model::Kind kind,
                               std::string_view uuid);

/// One result of "<type>-inventory".
boost::json::object inventory_of(SystemState& s, const api::View& view, model::Kind kind,
                                 std::string_view uuid, boost::json::object config);

/// Fields that only a GET of the one object has.
void add_computed(const SystemState& s, const api::View& view, model::Kind kind,
                  std::string_view uuid, boost::json::object& shown);

}  // namespace holdfast::reference::controller
