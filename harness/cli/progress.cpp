// SPDX-License-Identifier: Apache-2.0
#include "harness/cli/progress.h"

#include <fmt/format.h>

#include <cstdio>

#include "harness/report/table.h"

namespace holdfast::harness::cli {

void Progress::expect(std::size_t results) {
    expected_ = results;
    done_ = 0;
    running_.clear();
}

void Progress::tell(const report::RuleResult& result) {
    wipe();
    if (result.running) {
        running_.insert(result.rule + " in " + result.world);
    } else {
        running_.erase(result.rule + " in " + result.world);
        ++done_;
        fmt::print("{}\n", report::progress_line(result, terminal_));
    }
    draw();
    std::fflush(stdout);
}

void Progress::finish() {
    wipe();
    std::fflush(stdout);
}

void Progress::draw() const {
    if (!terminal_ || done_ == expected_) {
        return;
    }
    std::string names;
    for (const std::string& rule : running_) {
        names += (names.empty() ? "" : ", ") + rule;
    }
    fmt::print("[{}/{}] {}", done_, expected_, report::shortened(names, 60));
}

void Progress::wipe() const {
    if (terminal_) {
        fmt::print("\r\x1b[K");
    }
}

}  // namespace holdfast::harness::cli
