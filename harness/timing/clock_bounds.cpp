// SPDX-License-Identifier: Apache-2.0
#include "harness/timing/clock_bounds.h"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>

namespace holdfast::harness::timing {

namespace {

// A knot each 10 ms of up to eleven minutes; of longer captures fewer.
constexpr Duration knot_step_min = 10ms;
constexpr std::int64_t knots_max = 65'536;
constexpr Duration unbounded = std::chrono::hours(24 * 365 * 60);

struct Bound {
    Duration clock{};
    Duration value{};
};
struct Bounds {
    std::vector<Bound> above;
    std::vector<Bound> below;
    std::uint64_t packets = 0;
};

Bound above(const Pairing& pairing) {
    return {pairing.clock, pairing.ahead + pairing.error};
}
Bound below(const Pairing& pairing) {
    return {pairing.clock, pairing.ahead - pairing.error};
}

/// Whether some lead lies between all bounds if the packets for which `came` holds came from the
/// other tap. Pairings are in the order of time.
template <class Came>
bool possible(const std::vector<Pairing>& pairings, Came came) {
    std::optional<Bound> least;  // of those above, as tight as at any time so far
    std::optional<Bound> most;   // of those below
    const auto now = [](const Bound& bound, Duration clock, int sign) {
        return bound.value + sign * gained_within(clock - bound.clock);
    };
    for (const Pairing& pairing : pairings) {
        if (came(pairing)) {
            const Bound bound = above(pairing);
            if (most && now(*most, bound.clock, -1) > bound.value) {
                return false;
            }
            least = !least || bound.value < now(*least, bound.clock, 1) ? bound : *least;
        } else {
            const Bound bound = below(pairing);
            if (least && now(*least, bound.clock, 1) < bound.value) {
                return false;
            }
            most = !most || bound.value > now(*most, bound.clock, -1) ? bound : *most;
        }
    }
    return true;
}

template <class Came>
void add(const std::vector<Pairing>& pairings, Came came, Bounds& out) {
    for (const Pairing& pairing : pairings) {
        if (came(pairing)) {
            out.above.push_back(above(pairing));
        } else {
            out.below.push_back(below(pairing));
        }
    }
    out.packets += pairings.size();
}

/// Two packets in a row in opposite directions: the lead lies between them, whichever way they
/// went.
void add_either_way(const std::vector<Pairing>& pairings, Bounds& out) {
    for (std::size_t i = 1; i < pairings.size(); ++i) {
        const Pairing& one = pairings[i - 1];
        const Pairing& other = pairings[i];
        if (one.forward == other.forward) {
            continue;
        }
        const Duration apart = gained_within(other.clock - one.clock);
        out.above.push_back({other.clock, std::max(above(one).value, above(other).value) + apart});
        out.below.push_back({other.clock, std::min(below(one).value, below(other).value) - apart});
        out.packets += 2;
    }
}

/// The packets between two hosts. False: they contradict each other.
bool add_hosts(std::vector<Pairing>& pairings, Bounds& out) {
    std::stable_sort(pairings.begin(), pairings.end(),
                     [](const Pairing& a, const Pairing& b) { return a.clock < b.clock; });
    const auto by_hops = [](const Pairing& pairing) { return pairing.hops_fewer > 0; };
    const auto routed = static_cast<std::size_t>(
        std::count_if(pairings.begin(), pairings.end(),
                      [](const Pairing& pairing) { return pairing.hops_fewer != 0; }));
    if (routed == pairings.size()) {
        const bool fine = possible(pairings, by_hops);
        if (fine) {
            add(pairings, by_hops, out);
        }
        return fine;
    }
    const auto forward_came = [](const Pairing& pairing) { return pairing.forward; };
    const auto backward_came = [](const Pairing& pairing) { return !pairing.forward; };
    const bool both = std::any_of(pairings.begin(), pairings.end(), forward_came) &&
                      std::any_of(pairings.begin(), pairings.end(), backward_came);
    if (!both) {
        return true;  // which way they went is not known: they say nothing
    }
    const bool forward = possible(pairings, forward_came);
    const bool backward = possible(pairings, backward_came);
    if (forward && backward) {
        add_either_way(pairings, out);
    } else if (forward) {
        add(pairings, forward_came, out);
    } else if (backward) {
        add(pairings, backward_came, out);
    }
    return forward || backward;
}

/// The bounds at knots, each as tight as any packet makes it.
std::optional<ClockMap> map_of(const Bounds& bounds) {
    Duration begin = Duration::max();
    Duration end = Duration::min();
    for (const auto* side : {&bounds.above, &bounds.below}) {
        for (const Bound& bound : *side) {
            begin = std::min(begin, bound.clock);
            end = std::max(end, bound.clock);
        }
    }
    const Duration step = std::max(knot_step_min, (end - begin) / knots_max);
    const auto count = static_cast<std::size_t>((end - begin) / step) + 2;
    std::vector<ClockLead> knots(count, {-unbounded, unbounded});
    for (const bool upper : {true, false}) {
        for (const Bound& bound : upper ? bounds.above : bounds.below) {
            const auto index = static_cast<std::size_t>((bound.clock - begin) / step);
            const Duration behind = bound.clock - begin - static_cast<std::int64_t>(index) * step;
            for (const auto& [at, away] :
                 {std::pair(index, behind), std::pair(index + 1, step - behind)}) {
                ClockLead& knot = knots[at];
                if (upper) {
                    knot.high = std::min(knot.high, bound.value + gained_within(away));
                } else {
                    knot.low = std::max(knot.low, bound.value - gained_within(away));
                }
            }
        }
    }
    const Duration gained = gained_within(step);
    const auto tighten = [&](ClockLead& knot, const ClockLead& neighbour) {
        knot.high = std::min(knot.high, neighbour.high + gained);
        knot.low = std::max(knot.low, neighbour.low - gained);
    };
    for (std::size_t i = 1; i < count; ++i) {
        tighten(knots[i], knots[i - 1]);
    }
    for (std::size_t i = count - 1; i > 0; --i) {
        tighten(knots[i - 1], knots[i]);
    }
    const bool fine = std::all_of(knots.begin(), knots.end(),
                                  [](const ClockLead& knot) { return knot.low <= knot.high; });
    return fine ? std::optional(ClockMap(begin, step, std::move(knots))) : std::nullopt;
}

}  // namespace

std::variant<ClockBounds, NoBounds> bounds_of(std::vector<Pairing> pairings) {
    if (pairings.empty()) {
        return NoBounds::nothing_in_common;
    }
    std::map<std::uint64_t, std::vector<Pairing>> hosts;
    for (Pairing& pairing : pairings) {
        hosts[pairing.pair_of_hosts].push_back(pairing);
    }
    Bounds bounds;
    bool fine = true;
    for (auto& [pair, between] : hosts) {
        fine = add_hosts(between, bounds) && fine;
    }
    if (!fine) {
        return NoBounds::contradiction;
    }
    if (bounds.above.empty() || bounds.below.empty()) {
        return NoBounds::one_direction;
    }
    auto map = map_of(bounds);
    if (!map) {
        return NoBounds::contradiction;
    }
    return ClockBounds{*std::move(map), bounds.packets};
}

}  // namespace holdfast::harness::timing
