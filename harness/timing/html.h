// SPDX-License-Identifier: Apache-2.0
// The report as one page that needs no network: availability lanes, ownership bars, phase tables,
// zoom.
#pragma once

#include <string>

#include "harness/timing/report.h"

namespace holdfast::harness::timing {

/// The report's JSON with a style and a script that draw it; nothing is loaded from elsewhere.
std::string to_html(const Report& report);

/// Draws the JSON in the element `report`. In html_script.cpp.
extern const char* const html_script;
extern const char* const html_style;

}  // namespace holdfast::harness::timing
