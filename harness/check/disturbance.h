// SPDX-License-Identifier: Apache-2.0
// What a service's clients felt in a span of time.
#pragma once

#include <string>

#include "harness/check/findings.h"
#include "harness/check/moves.h"

namespace holdfast::harness::check {

/// A problem for each probe flow that was out for longer than the testbed's noise, and each TCP
/// connection that was refused or broken.
void find_disturbance(Findings& findings, const Recording& recording, const std::string& service,
                      const Span& span);

}  // namespace holdfast::harness::check
