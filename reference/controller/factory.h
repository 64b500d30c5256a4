// SPDX-License-Identifier: Apache-2.0
// The objects that are there from the first start on, so that a client's first POST needs nothing
// else: tenant admin, Default-Cloud, Default-Group, profiles, monitors, and the singletons (spec
// 1.5). They can be changed, not deleted.
#pragma once

#include <string>
#include <string_view>

#include "reference/model/kind.h"

namespace holdfast::reference::controller {

struct SystemState;

/// Into a fresh state. They are the same everywhere, so only those that somebody changed have to be
/// remembered.
void add_factory_objects(SystemState& s);

/// The uuid of a factory object: the same on every controller.
std::string factory_uuid(model::Kind kind, std::string_view name);
bool is_factory_object(const SystemState& s, model::Kind kind, std::string_view uuid);

}  // namespace holdfast::reference::controller
