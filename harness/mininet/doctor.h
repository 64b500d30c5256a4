// SPDX-License-Identifier: Apache-2.0
// What this machine can do for Mininet testbeds, tried out rather than guessed, without leaving a
// trace.
#pragma once

#include <string>
#include <vector>

namespace holdfast::harness::mininet {

struct Finding {
    std::string mechanism;  ///< "nftables bridge family"
    bool available = false;
    std::string detail;       ///< what was seen: a version, an error, a figure
    std::string consequence;  ///< what works or is SKIPPED because of it
};

/// Takes about 1.5 s, of which 1 s measures the timer.
std::vector<Finding> examine_machine();

/// Testbeds can be brought up; otherwise the first obstacle, for a test's or a gate's SKIPPED.
/// Quick: tries nothing that takes longer than some milliseconds.
Finding can_bring_up();

}  // namespace holdfast::harness::mininet
