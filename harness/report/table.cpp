// SPDX-License-Identifier: Apache-2.0
#include "harness/report/table.h"

#include <fmt/format.h>

#include <algorithm>

namespace holdfast::harness::report {
namespace {

using check::Outcome;

struct Cell {
    std::string text;
    std::optional<Outcome> outcome;  ///< paints the first word
};

const char* colour_of(Outcome outcome) {
    switch (outcome) {
        case Outcome::pass:
            return "\x1b[32m";
        case Outcome::fail:
            return "\x1b[1;31m";
        case Outcome::invalid:
            return "\x1b[35m";
        case Outcome::skipped:
            return "\x1b[33m";
    }
    return "";
}

std::string counted(int number, const std::string& one, const std::string& many) {
    return fmt::format("{} {}", number, number == 1 ? one : many);
}

Cell verdict_cell(const std::optional<RuleResult>& result) {
    if (!result) {
        return {"-", std::nullopt};
    }
    const std::string word = check::to_string(result->outcome);
    if (result->outcome == Outcome::skipped) {
        return {word, result->outcome};
    }
    return {fmt::format("{} {}, {}x", word, counted(result->cases, "case", "cases"),
                        result->occurrences),
            result->outcome};
}

/// The real measurement where there is one.
Cell failover_cell(const RuleRow& row) {
    for (const auto* result : {&row.mininet, &row.sim}) {
        const check::Measurement* measured = *result ? failover_time(**result) : nullptr;
        if (measured != nullptr) {
            return {to_string(*measured), std::nullopt};
        }
    }
    return {"", std::nullopt};
}

Cell folder_cell(const RuleRow& row) {
    for (const auto* result : {&row.mininet, &row.sim}) {
        if (*result && !(*result)->run_folder.empty()) {
            return {(*result)->run_folder, std::nullopt};
        }
    }
    return {"", std::nullopt};
}

std::string painted_cell(const Cell& cell, std::size_t width, bool colour) {
    std::string text = fmt::format("{:<{}}", cell.text, width);
    if (cell.outcome && colour) {
        const std::size_t word = check::to_string(*cell.outcome).size();
        text.insert(word, "\x1b[0m");
        text.insert(0, colour_of(*cell.outcome));
    }
    return text;
}

std::string trimmed(std::string line) {
    line.erase(line.find_last_not_of(' ') + 1);
    return line;
}

}  // namespace

std::string shortened(const std::string& text, std::size_t width) {
    return text.size() <= width ? text : text.substr(0, width - 3) + "...";
}

std::string painted(Outcome outcome, bool colour) {
    const std::string word = check::to_string(outcome);
    return colour ? colour_of(outcome) + word + "\x1b[0m" : word;
}

std::string table(const std::vector<RuleRow>& rows, const TableStyle& style) {
    std::vector<std::vector<Cell>> lines = {{{"rule", {}},
                                             {"claim", {}},
                                             {"simulation", {}},
                                             {"Mininet", {}},
                                             {"failover time (worst flow)", {}},
                                             {"run", {}}}};
    for (const RuleRow& row : rows) {
        lines.push_back({{row.rule, {}},
                         {shortened(row.sentence, style.sentence_width), {}},
                         verdict_cell(row.sim),
                         verdict_cell(row.mininet),
                         failover_cell(row),
                         folder_cell(row)});
    }
    std::vector<std::size_t> widths(lines.front().size(), 0);
    for (const auto& line : lines) {
        for (std::size_t i = 0; i < line.size(); ++i) {
            widths[i] = std::max(widths[i], line[i].text.size());
        }
    }
    std::string out;
    for (const auto& line : lines) {
        std::string text;
        for (std::size_t i = 0; i < line.size(); ++i) {
            text += (i == 0 ? "" : "  ") + painted_cell(line[i], widths[i], style.colour);
        }
        out += trimmed(text) + "\n";
    }
    return out;
}

std::string progress_line(const RuleResult& result, bool colour) {
    const std::string word = check::to_string(result.outcome);
    std::string line = painted(result.outcome, colour) + std::string(8 - word.size(), ' ') +
                       fmt::format("{:<8} {:<8} ", result.rule, result.world);
    if (result.outcome == Outcome::skipped) {
        return line + result.reason;
    }
    line += fmt::format("{}, occurred {}x, {}", counted(result.cases, "case", "cases"),
                        result.occurrences, to_short_string(result.took));
    if (const check::Measurement* measured = failover_time(result)) {
        line += ", failover " + to_string(*measured);
    }
    if (result.outcome != Outcome::pass) {
        line += ": " + result.reason;
    }
    return line;
}

std::string details(const std::vector<RuleRow>& rows, bool colour) {
    std::string out;
    for (const RuleRow& row : rows) {
        for (const auto* found : {&row.sim, &row.mininet}) {
            if (!*found || (*found)->outcome == Outcome::pass) {
                continue;
            }
            const RuleResult& result = **found;
            out += fmt::format("{} {} on {}: {}\n", painted(result.outcome, colour), result.rule,
                               result.world, result.reason);
            for (const check::Evidence& evidence : result.evidence) {
                out += "    " + evidence.what;
                if (evidence.packet) {
                    out += fmt::format(" (frames-{}.pcap packet {})", evidence.segment,
                                       *evidence.packet);
                }
                if (evidence.history_line) {
                    out += fmt::format(" (history.jsonl line {})", *evidence.history_line);
                }
                out += "\n";
            }
            if (!result.run_folder.empty()) {
                out += "    run " + result.run_folder + "\n";
            }
        }
    }
    return out;
}

std::string distributions(const std::vector<RuleRow>& rows) {
    std::string out;
    for (const RuleRow& row : rows) {
        for (const auto* found : {&row.sim, &row.mininet}) {
            if (!*found) {
                continue;
            }
            for (const Distribution& distribution : (*found)->distributions) {
                if (!is_told(distribution)) {
                    continue;
                }
                out += fmt::format("{:<8} {:<8} {:<13} {}\n", row.rule, (*found)->world,
                                   distribution.name, to_string(distribution));
            }
        }
    }
    return out.empty() ? "" : "over all cases:\n" + out;
}

std::string repeated(const std::vector<RuleRow>& rows) {
    std::string out;
    for (const RuleRow& row : rows) {
        for (const auto* found : {&row.sim, &row.mininet}) {
            for (const std::string& why :
                 *found ? (*found)->repeated : std::vector<std::string>{}) {
                out += fmt::format("{:<8} {:<8} {}\n", row.rule, (*found)->world, why);
            }
        }
    }
    return out.empty() ? "" : "INVALID and made again:\n" + out;
}

std::string judged(const std::vector<RuleRow>& rows) {
    std::string out;
    for (const RuleRow& row : rows) {
        for (const auto* found : {&row.sim, &row.mininet}) {
            if (!*found || !of_control_plane((*found)->distributions) || (*found)->cases < 2) {
                continue;
            }
            for (const Judged& one : (*found)->judged) {
                out += fmt::format("{:<8} {:<8} {}\n", row.rule, (*found)->world, to_string(one));
            }
        }
    }
    return out.empty() ? "" : "judged over all cases:\n" + out;
}

std::string announcements(const std::vector<RuleRow>& rows) {
    std::string out;
    for (const RuleRow& row : rows) {
        if (!row.mininet || row.mininet->outcome != Outcome::pass) {
            continue;
        }
        for (const check::Evidence& evidence : row.mininet->evidence) {
            if (evidence.packet && evidence.what.starts_with("gratuitous ARP")) {
                out += fmt::format("{:<7} {}: packet {} of {}/frames-{}.pcap\n", row.rule,
                                   evidence.what, *evidence.packet, row.mininet->run_folder,
                                   evidence.segment);
                break;  // the first address of a takeover; verdict.json has them all
            }
        }
    }
    return out.empty()
               ? ""
               : "takeovers on the wire (tcpdump -nn --number -r FILE shows the packet):\n" + out;
}

}  // namespace holdfast::harness::report
