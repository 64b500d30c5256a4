// SPDX-License-Identifier: Apache-2.0
// Servers that reach the world by the floating address of their engines.
#pragma once

#include "harness/check/recording.h"

namespace holdfast::harness::check {

/// FIP-14: after an engine that had the VIPs failed, packets of servers to the client are answered
/// again within budgets.failover.
Checker servers_stay_connected();

}  // namespace holdfast::harness::check
