// SPDX-License-Identifier: Apache-2.0
// A filter drops what it names, in the direction that it names, and counts it.
#include <fmt/format.h>

#include <cmath>
#include <cstdlib>

#include "harness/calibration/cases.h"
#include "harness/calibration/observation.h"

namespace holdfast::harness::calibration {

namespace {

// Packets that are under way when the captures stop are counted in one place only.
constexpr std::int64_t at_the_edges = 3;

bool close_to(std::uint64_t a, std::uint64_t b) {
    return std::abs(static_cast<std::int64_t>(a) - static_cast<std::int64_t>(b)) <= at_the_edges;
}

struct Filtered {
    Observation seen;
    std::uint64_t hits = 0;
};

Result<Filtered> observe_through(Testbed& testbed, const faults::FrameMatch& match, int rate,
                                 Duration length) {
    if (auto ready = expect_restored(testbed); !ready) {
        return ready.error();
    }
    const auto filter = testbed.drop_frames(match);
    if (!filter) {
        return filter.error();
    }
    auto seen = observe(testbed, rate, length);
    const auto hits = testbed.filter_hits(*filter);
    const auto removed = testbed.remove_filter(*filter);
    if (!seen) {
        return seen.error();
    }
    if (!hits || !removed) {
        return !hits ? hits.error() : removed.error();
    }
    if (auto restored = expect_restored(testbed); !restored) {
        return restored.error();
    }
    return Filtered{std::move(*seen), *hits};
}

std::string client_segment(const Testbed& testbed) {
    const auto clients = testbed.topology().with_role(topology::NodeRole::client);
    return clients.front()->interfaces.front().segment;
}

/// Cuts the way to the observer: no request arrives there.
Result<std::string> requests_cut(Testbed& testbed) {
    const std::string& front = testbed.topology().front;
    faults::FrameMatch match;
    match.segment = front;
    match.to = "observer";
    match.kind = faults::FrameMatch::Kind::udp_port;
    match.udp_port = 5000;
    const auto through = observe_through(testbed, match, 100, 500ms);
    if (!through) {
        return through.error();
    }
    const auto offered =
        captured(through->seen, client_segment(testbed), Direction::request).size();
    const auto arrived = captured(through->seen, front, Direction::request).size();
    if (offered == 0 || arrived != 0 || !close_to(through->hits, offered)) {
        return failed(fmt::format("{} requests offered, {} passed, {} counted as dropped", offered,
                                  arrived, through->hits));
    }
    return fmt::format("{} requests offered, none passed, {} counted", offered, through->hits);
}

/// Cuts the way back: every request arrives, no reply leaves.
Result<std::string> replies_cut(Testbed& testbed) {
    const std::string& front = testbed.topology().front;
    const auto plain = observe(testbed, 100, 200ms);  // tells the client's port
    if (!plain) {
        return plain.error();
    }
    faults::FrameMatch match;
    match.segment = front;
    match.from = "observer";
    match.kind = faults::FrameMatch::Kind::udp_port;
    match.udp_port = plain->control.source_port;
    const auto through = observe_through(testbed, match, 100, 500ms);
    if (!through) {
        return through.error();
    }
    const auto requests = captured(through->seen, front, Direction::request).size();
    const auto replies = captured(through->seen, front, Direction::reply).size();
    if (requests < through->seen.control.sent.size() || replies != 0 ||
        !close_to(through->hits, requests)) {
        return failed(fmt::format("{} requests passed, {} replies passed, {} counted as dropped",
                                  requests, replies, through->hits));
    }
    return fmt::format("all {} requests passed, no reply did, {} counted", requests, through->hits);
}

Result<std::string> share_cut(Testbed& testbed) {
    faults::FrameMatch match;
    match.segment = testbed.topology().front;
    match.to = "observer";
    match.kind = faults::FrameMatch::Kind::udp_port;
    match.udp_port = 5000;
    match.probability = 0.2;
    const auto through = observe_through(testbed, match, 1000, 2200ms);
    if (!through) {
        return through.error();
    }
    // Standard error of a share of 20 % over 2,200: sqrt(0.2 x 0.8 / 2200) = 0.9 %.
    const workload::ProbeFlow& flow = through->seen.control;
    const double share =
        1.0 - static_cast<double>(flow.replies.size()) / static_cast<double>(flow.sent.size());
    if (std::abs(share - match.probability) > 0.03 || through->hits == 0) {
        return failed(fmt::format("asked for 20 %, {:.1f} % of {} were dropped, {} counted",
                                  100 * share, flow.sent.size(), through->hits));
    }
    return fmt::format("asked for 20 %, {:.1f} % of {} were dropped, {} counted", 100 * share,
                       flow.sent.size(), through->hits);
}

}  // namespace

void add_filter_cases(std::vector<CalibrationCase>& cases) {
    cases.push_back({"FilterTowardsANodeDropsAndCounts",
                     "A filter on frames to a node drops them all and counts each.", requests_cut});
    cases.push_back({"FilterCutsOnlyItsDirection",
                     "A filter on frames from a node drops these alone; the other direction "
                     "passes.",
                     replies_cut});
    cases.push_back({"FilterDropsItsShare",
                     "A filter with probability 20 % drops 20 %, within 3 %.", share_cut});
}

}  // namespace holdfast::harness::calibration
