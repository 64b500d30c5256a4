// SPDX-License-Identifier: Apache-2.0
// What the system says of itself, held against the wire.
#pragma once

#include "harness/check/recording.h"

namespace holdfast::harness::check {

/// OBS-1, OBS-2: within one polling interval of an engine's first claim of a VIP the runtime calls
/// it the active one, and the runtime saw the same engines in the same order as the wire. An engine
/// that is gone for longer than its detection takes is not called connected then; at the end every
/// engine is, and the standby of each service is one that does not own it. Times in which the
/// control plane is broken and has its time to come back are not judged.
Checker runtime_agrees_with_wire();

}  // namespace holdfast::harness::check
