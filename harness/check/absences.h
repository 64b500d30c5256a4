// SPDX-License-Identifier: Apache-2.0
// When the operator has services disabled: DIS-5, HM-5.
#pragma once

#include <vector>

#include "harness/check/moves.h"

namespace holdfast::harness::check {

/// From 300 ms after the service was disabled, which is when the engines have heard and let go of
/// it, until it is to be enabled again.
struct Absence {
    const scenario::VirtualServiceSpec* service = nullptr;  ///< of the recording's deployment
    Span span;                                              ///< never empty
    Evidence where;
};
std::vector<Absence> absences_in(const Recording& recording);

}  // namespace holdfast::harness::check
