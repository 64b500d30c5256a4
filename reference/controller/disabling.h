// SPDX-License-Identifier: Apache-2.0
// SE_STATE_DISABLED: what is on the engine migrates to others of its group, VIP by VIP (spec 3.15).
#pragma once

#include "reference/controller/system_state.h"

namespace holdfast::reference::controller {

/// Begins the migrations that have a target and tells of the whole: MIGRATE_SE_STARTED,
/// MIGRATE_SE_FINISHED, MIGRATE_SE_FAILED when a service has nowhere to go and stays (DIS-3), and
/// MIGRATE_SE_RESTARTED when there is room for it later.
void empty_disabled_engines(SystemState& s);

/// As its operator sees it: health, or what becomes of it since it was disabled.
OperState shown_state(const Engine& engine);
/// "SE_MIGRATE_STATE_STARTED"
const char* migrate_state(const Engine& engine);

}  // namespace holdfast::reference::controller
