// SPDX-License-Identifier: Apache-2.0
// Whether this node passes on packets of others: FIP-14.
#pragma once

#include "base/result.h"

namespace holdfast::reference::shell {

/// Of IPv4, in the process's network namespace. It outlives the process.
Result<void> set_ip_forwarding(bool on);

}  // namespace holdfast::reference::shell
