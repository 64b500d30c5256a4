// SPDX-License-Identifier: Apache-2.0
// The MAC behind floating addresses.
#pragma once

#include "harness/check/recording.h"

namespace holdfast::harness::check {

/// FIP-11: every answer and every announcement of a floating address has the same MAC, before and
/// after each takeover, and it is that of no node's interface.
Checker floating_addresses_keep_their_mac();

}  // namespace holdfast::harness::check
