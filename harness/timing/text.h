// SPDX-License-Identifier: Apache-2.0
// The report for people, on a terminal.
#pragma once

#include <string>

#include "harness/timing/report.h"

namespace holdfast::harness::timing {

std::string to_text(const Report& report);

/// "2026-11-29 03:04:05.123456 UTC".
std::string clock_text(const Report& report, Instant at);
/// "#1234", with several captures "#1234 of capture 2".
std::string packet_text(const Report& report, PacketRef packet);
/// How this flow is measured, and how exactly: "TBM, send times in its payload; ...".
std::string method_text(const FlowReport& flow, const Settings& settings);

}  // namespace holdfast::harness::timing
