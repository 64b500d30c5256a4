// SPDX-License-Identifier: Apache-2.0
// The testbed's own honesty: what it cannot vouch for is INVALID, never the system's fault and
// never a PASS.
#pragma once

#include <optional>

#include "harness/check/recording.h"

namespace holdfast::harness::check {

/// INVALID when the testbed recorded trouble (an unproven fault, a deployment that never settled),
/// when the capture dropped frames, or when senders or the control flow (no system under test on
/// its path) paused for more than 10 % of the failover bound.
Checker fidelity_gate();

/// Longest pause that says nothing about the system: 10 % of the bound under test.
Duration noise_limit(const scenario::Scenario& scenario);
/// Why a FAIL of this run proves nothing: a takeover goes from program to program, and within one
/// bound all of them together found no processor for more than 25 % of it. In the test profile the
/// bound of 1.24 s is 0.9 s of detection and some 0.04 s of work, which leaves 0.3 s for the
/// machine. None: the system had the processors that it needed.
std::optional<Verdict> starved(const Recording& recording);
/// What a measured pause may contain of the testbed's own: zero in simulation, the noise limit on a
/// real machine.
Duration noise_floor(const Recording& recording);

}  // namespace holdfast::harness::check
