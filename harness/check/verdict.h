// SPDX-License-Identifier: Apache-2.0
// Three-valued verdicts (and SKIPPED for what was never tried), each with its evidence.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.h"

namespace holdfast::harness::check {

enum class Outcome {
    pass,
    fail,
    invalid,  ///< the testbed cannot vouch for it; never the system's fault, never a PASS
    skipped,  ///< a capability is missing, by name
};

/// Where to look: a line of history.jsonl, or a packet of a segment's capture (numbers count from
/// 1).
struct Evidence {
    std::string what;  ///< "gratuitous ARP for 192.0.2.100 by se2"
    std::optional<std::size_t> history_line;
    std::string segment;
    std::optional<std::size_t> packet;
    std::optional<Instant> at;
    bool operator==(const Evidence&) const = default;
};

/// A measured duration with the interval in which the truth lies, and the method (TBM, PLBM,
/// capture; RFC 6414).
struct Measurement {
    std::string name;  ///< "failoverTime"
    Duration value{};
    Duration low{};
    Duration high{};
    std::string method;
    std::optional<Duration> bound;  ///< the limit that it is held against
    bool operator==(const Measurement&) const = default;
};

struct Verdict {
    Outcome outcome = Outcome::pass;
    std::string checker;
    std::string reason;  ///< a sentence; what was found, also on PASS
    std::vector<Evidence> evidence;
    std::vector<Measurement> measurements;
    /// How often the situation that the rule speaks of occurred ("takeover": 1). A PASS with 0
    /// proves nothing.
    int occurrences = 0;
    bool operator==(const Verdict&) const = default;
};

std::string to_string(Outcome outcome);  ///< "PASS", "FAIL", "INVALID", "SKIPPED"
/// Worst first: FAIL, INVALID, SKIPPED, PASS. INVALID outranks FAIL where the testbed itself is in
/// doubt (see fidelity.h).
Outcome worst(Outcome a, Outcome b);

}  // namespace holdfast::harness::check
