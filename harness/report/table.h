// SPDX-License-Identifier: Apache-2.0
// The gate's table for people: aligned, coloured on a terminal.
#pragma once

#include <string>
#include <vector>

#include "harness/report/rule_row.h"

namespace holdfast::harness::report {

struct TableStyle {
    bool colour = false;
    std::size_t sentence_width = 44;
};

std::string table(const std::vector<RuleRow>& rows, const TableStyle& style);
/// "PASS", green on a terminal.
std::string painted(check::Outcome outcome, bool colour);
/// One line when a rule is done: "PASS     LEG-6   sim      20 cases, 31 times".
std::string progress_line(const RuleResult& result, bool colour);
/// The first `width` columns, with a full stop of three dots when something was cut.
std::string shortened(const std::string& text, std::size_t width);
/// Reasons and evidence of everything that did not pass.
std::string details(const std::vector<RuleRow>& rows, bool colour);
/// How long the control plane was away: P50, P95 and the longest of each rule that measured it,
/// beside the bound.
std::string distributions(const std::vector<RuleRow>& rows);
/// Why trials were INVALID that others took the place of.
std::string repeated(const std::vector<RuleRow>& rows);
/// Of each rule with several cases measured the control plane: what each of its checkers judged
/// over all cases, and what it said.
std::string judged(const std::vector<RuleRow>& rows);
/// For each rule that passed on Mininet with a takeover: the packet in which the new owner
/// announced itself, by capture file and number.
std::string announcements(const std::vector<RuleRow>& rows);

}  // namespace holdfast::harness::report
