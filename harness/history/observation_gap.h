// SPDX-License-Identifier: Apache-2.0
// How long the observer may have been away and still speak for the time in between.
#pragma once

#include "base/time.h"

namespace holdfast::harness::history {

/// Controllers are asked every 20 ms. When a request of somebody else held the observer up for
/// longer than this, the same answer before and after says nothing of what was between them: a
/// controller may have led, and not any more.
inline constexpr Duration observation_gap_max = 100ms;

}  // namespace holdfast::harness::history
