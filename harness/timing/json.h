// SPDX-License-Identifier: Apache-2.0
// The report for programs. Field names are measurement.md's and RFC 6412's: failoverTime,
// fullConvergenceTime, routeLossOfConnectivity, lossPeriods ... Durations and instants are integer
// nanoseconds, instants since the first packet (`epoch`: its clock time since 1970); a packet is
// {"capture", "number"}.
#pragma once

#include <string>

#include "harness/timing/report.h"

namespace holdfast::harness::timing {

std::string to_json(const Report& report);

}  // namespace holdfast::harness::timing
