// SPDX-License-Identifier: Apache-2.0
// JUnit XML, as CI systems read it: one suite a world, one case a rule.
#pragma once

#include <string>
#include <vector>

#include "harness/report/rule_row.h"

namespace holdfast::harness::report {

std::string junit_xml(const std::vector<RuleRow>& rows);
/// Text that may stand in XML: the five marks escaped, characters that XML forbids dropped.
std::string xml_escaped(const std::string& text);

}  // namespace holdfast::harness::report
