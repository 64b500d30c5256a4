// SPDX-License-Identifier: Apache-2.0
#include "harness/report/junit.h"

#include <fmt/format.h>

namespace holdfast::harness::report {
namespace {

using check::Outcome;

std::string test_case(const RuleRow& row, const RuleResult& result) {
    std::string out = fmt::format(R"(    <testcase classname="{}" name="{} {}" time="{:.3f}")",
                                  xml_escaped(result.world), xml_escaped(row.rule),
                                  xml_escaped(row.sentence), seconds(result.took));
    const std::string reason = xml_escaped(result.reason);
    switch (result.outcome) {
        case Outcome::pass:
            return out + "/>\n";
        case Outcome::skipped:
            return out + fmt::format("><skipped message=\"{}\"/></testcase>\n", reason);
        case Outcome::fail:
            return out + fmt::format("><failure message=\"{}\">{}</failure></testcase>\n", reason,
                                     xml_escaped(result.run_folder));
        case Outcome::invalid:
            return out + fmt::format("><error message=\"INVALID: {}\">{}</error></testcase>\n",
                                     reason, xml_escaped(result.run_folder));
    }
    return out + "/>\n";
}

std::string suite(const std::vector<RuleRow>& rows, const std::string& name,
                  std::optional<RuleResult> RuleRow::*world) {
    std::string cases;
    int number[4] = {};
    int total = 0;
    for (const RuleRow& row : rows) {
        if (row.*world) {
            cases += test_case(row, *(row.*world));
            ++number[static_cast<int>((row.*world)->outcome)];
            ++total;
        }
    }
    if (total == 0) {
        return "";
    }
    return fmt::format(
        "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"{}\" "
        "skipped=\"{}\">\n{}  </testsuite>\n",
        name, total, number[static_cast<int>(Outcome::fail)],
        number[static_cast<int>(Outcome::invalid)], number[static_cast<int>(Outcome::skipped)],
        cases);
}

}  // namespace

std::string xml_escaped(const std::string& text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&apos;";
                break;
            default:
                if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') {
                    out += c;
                }
        }
    }
    return out;
}

std::string junit_xml(const std::vector<RuleRow>& rows) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"holdfast\">\n" +
           suite(rows, "simulation", &RuleRow::sim) + suite(rows, "mininet", &RuleRow::mininet) +
           "</testsuites>\n";
}

}  // namespace holdfast::harness::report
