// SPDX-License-Identifier: Apache-2.0
// The moments at which addresses had to change hands, found once for all checkers that speak about
// takeover and switchover.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "harness/check/index.h"

namespace holdfast::harness::check {

/// What was sent at most this long before something breaks may be lost to that: two hops and an
/// engine's loop take a fraction of it.
inline constexpr Duration on_its_way_max = 20ms;

/// An engine lost its addresses to its peer: it failed, or was told to hand over.
struct Move {
    enum class Cause { failure, switchover };
    Cause cause = Cause::failure;
    Instant at;          ///< CEI: the fault took effect, or the operation was invoked
    Instant until;       ///< next disturbance: what happens later has another cause
    std::string engine;  ///< that had the addresses
    std::string what;    ///< "process_crash se1"
    std::size_t history_line = 0;
};

/// Faults that take an engine away (crash, power-off, graceful stop) while its peer lives, and
/// completed switchovers.
std::vector<Move> moves_in(const Recording& recording);
std::vector<Move> failures_in(const Recording& recording);
/// The same for faults of these names, which leave the engine alive.
std::vector<Move> moves_after(const Recording& recording, const std::set<std::string>& faults);
std::vector<Move> switchovers_in(const Recording& recording);

/// Engines of the deployment that no fault holds down at this time.
std::vector<std::string> engines_alive_at(const Recording& recording, Instant at);

/// Services whose VIP this engine owned on the wire then.
std::vector<scenario::VirtualServiceSpec> services_owned_by(const Recording& recording,
                                                            const std::string& engine, Instant at);

/// An engine came back: its fault was healed, or it was restarted.
struct Return {
    std::string engine;
    Instant at;
    std::size_t history_line = 0;
};
std::vector<Return> returns_in(const Recording& recording);

/// Times in which nothing was broken and nothing was under way: from the baseline to the first
/// disturbance, and the quiet phase at the end when every fault is healed.
struct Span {
    Instant from;
    Instant to;
    bool contains(Instant at) const { return at >= from && at < to; }
};
std::vector<Span> settled_spans(const Recording& recording);

}  // namespace holdfast::harness::check
