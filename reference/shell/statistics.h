// SPDX-License-Identifier: Apache-2.0
// The engine's counters as JSON text for its statistics file.
#pragma once

#include <string>

#include "reference/shell/data_path.h"

namespace holdfast::reference::shell {

/// {"engine":"se1","uptime_seconds":12.5,"services":{"vs1":{"open":true,"connections_accepted":3,
/// ...}}}
std::string statistics_text(const std::string& engine, Instant now, const DataPath& data_path);

}  // namespace holdfast::reference::shell
