// SPDX-License-Identifier: Apache-2.0
// Verdicts as base/json.h wants them. Heavy: include it in few .cpp files.
#pragma once

#include "base/json.h"
#include "harness/check/verdict.h"

namespace holdfast::harness::check {
BOOST_DESCRIBE_ENUM(Outcome, pass, fail, invalid, skipped)
BOOST_DESCRIBE_STRUCT(Evidence, (), (what, history_line, segment, packet, at))
BOOST_DESCRIBE_STRUCT(Measurement, (), (name, value, low, high, method, bound))
BOOST_DESCRIBE_STRUCT(Verdict, (), (outcome, checker, reason, evidence, measurements, occurrences))
}  // namespace holdfast::harness::check
