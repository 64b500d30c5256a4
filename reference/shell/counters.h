// SPDX-License-Identifier: Apache-2.0
// What one service's traffic amounted to since the engine started.
#pragma once

#include "reference/protocol/reports.h"

namespace holdfast::reference::shell {

using ServiceCounters = protocol::TrafficCounters;

}  // namespace holdfast::reference::shell
