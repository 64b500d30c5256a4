// SPDX-License-Identifier: Apache-2.0
// The report as one page that needs no network: availability lanes, ownership bars, phase tables,
// zoom.
#pragma once

#include <string>

#include "harness/timing/report.h"

namespace holdfast::harness::timing {

/// The report's JSON with a style and a script that draw it; nothing is loaded from elsewhere.
std::string to_html(const Report& report);

/// The page's scripts draw the JSON in the element `report`: charts first, then the words around
/// them.
extern const char* const html_chart;
extern const char* const html_tables;
extern const char* const html_style;

}  // namespace holdfast::harness::timing
