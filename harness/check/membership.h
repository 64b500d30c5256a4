// SPDX-License-Identifier: Apache-2.0
// Who may belong to a legacy group.
#pragma once

#include "harness/check/recording.h"

namespace holdfast::harness::check {

/// LEG-1: the engine that AddEngine started is refused: the operation fails with a reason, the
/// engine never becomes active or standby for a service and claims nothing on the wire.
Checker third_engine_refused();

}  // namespace holdfast::harness::check
