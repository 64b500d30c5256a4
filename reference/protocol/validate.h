// SPDX-License-Identifier: Apache-2.0
// What a well-formed message may still get wrong: a period of zero, a service without a name. An
// engine that has decoded a message need not ask again.
#pragma once

#include "base/result.h"
#include "base/time.h"
#include "reference/protocol/messages.h"

namespace holdfast::reference::protocol {

/// A shorter period would leave an engine no time between two heartbeats; a longer one is no watch.
inline constexpr Duration heartbeat_period_min = 1ms;
inline constexpr Duration heartbeat_period_max = 1h;
inline constexpr Duration duplicate_probe_period_max = 1h;
/// Of the public API: gateway_monitor_interval.
inline constexpr Duration gateway_interval_min = 100ms;
inline constexpr Duration gateway_interval_max = 60s;

Result<void> validate(const ToController& message);
Result<void> validate(const ToEngine& message);
Result<void> validate(const EngineConfiguration& configuration);

}  // namespace holdfast::reference::protocol
