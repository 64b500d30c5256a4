// SPDX-License-Identifier: Apache-2.0
#include "harness/cli/print_judgement.h"

#include <fmt/format.h>

#include "harness/report/table.h"

namespace holdfast::harness::cli {

void print_judgement(const run::Judgement& judgement, bool colour) {
    for (const check::Verdict& verdict : judgement.verdicts) {
        fmt::print("  {} {} (occurred {}x): {}\n", report::painted(verdict.outcome, colour),
                   verdict.checker, verdict.occurrences, verdict.reason);
        for (const check::Measurement& measurement : verdict.measurements) {
            fmt::print("      {} {}\n", measurement.name, report::to_string(measurement));
        }
        if (verdict.outcome == check::Outcome::pass && verdict.evidence.size() > 8) {
            continue;
        }
        for (const check::Evidence& evidence : verdict.evidence) {
            std::string place;
            if (evidence.packet) {
                place +=
                    fmt::format(" (frames-{}.pcap packet {})", evidence.segment, *evidence.packet);
            }
            if (evidence.history_line) {
                place += fmt::format(" (history.jsonl line {})", *evidence.history_line);
            }
            fmt::print("      {}{}\n", evidence.what, place);
        }
    }
    fmt::print("{}\n", report::painted(judgement.outcome, colour));
}

}  // namespace holdfast::harness::cli
