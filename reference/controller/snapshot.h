// SPDX-License-Identifier: Apache-2.0
// What a restart must not forget, as JSON: the configuration, the engines, and who is active.
#pragma once

#include "reference/controller/system_state.h"

namespace holdfast::reference::controller {

std::string write_snapshot(const SystemState& s);
/// Fills a fresh state. A damaged snapshot is refused, and the state is then not to be used.
Result<void> read_snapshot(SystemState& s, const std::string& text);

}  // namespace holdfast::reference::controller
