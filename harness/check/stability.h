// SPDX-License-Identifier: Apache-2.0
// What must not move.
#pragma once

#include "harness/check/recording.h"

namespace holdfast::harness::check {

/// LEG-13, LEG-27: after an engine returned, it claims no address (no gratuitous ARP, no answer),
/// and every service stays where it was until the next operation or the end.
Checker nothing_moves_to_returned_engine();
/// LEG-28, DET-6: from the first fault to the end no address changes hands, none is without owner
/// for more than five questions of the observer, and the system declares no engine down.
Checker owners_never_change();

}  // namespace holdfast::harness::check
