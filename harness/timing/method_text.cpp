// SPDX-License-Identifier: Apache-2.0
// Method and accuracy of a flow's figures, in words.
#include <fmt/format.h>

#include "harness/timing/text.h"

namespace holdfast::harness::timing {

namespace {

std::string interval_text(const FlowReport& flow) {
    return flow.interval ? precise(*flow.interval) : std::string("unknown");
}

/// A sender waits longer each time, so the path may have been back long before it tried again.
const std::string arrived_text =
    "TBLM by arrivals of segments behind the outage: at most as long, because it ends with a "
    "retransmission";

std::string one_way_text(const FlowReport& flow, const Settings& settings) {
    const std::string beyond = "; what happens behind this tap it cannot see";
    if (flow.method == Method::probe) {
        return fmt::format("TBM by send times in its payload, one direction only: +0 -2 x {}{}",
                           interval_text(flow), beyond);
    }
    if (flow.method == Method::tcp) {
        return "TBM by segments that were sent again, one direction only: as exact as the "
               "retransmissions are close" +
               beyond;
    }
    if (flow.method == Method::tcp_arrivals) {
        return arrived_text + ", one direction only" + beyond;
    }
    return fmt::format(
        "TBLM by arrivals, one direction only: -2 x {}, and +-{} as the path's delay may have "
        "changed{}",
        interval_text(flow), precise(settings.unknown_path_difference), beyond);
}

}  // namespace

std::string method_text(const FlowReport& flow, const Settings& settings) {
    if (!flow.two_way) {
        return one_way_text(flow, settings);
    }
    switch (flow.method) {
        case Method::probe:
            return fmt::format("TBM by sequence and send time in its payload: +0 -2 x {}",
                               interval_text(flow));
        case Method::echo:
            return fmt::format("TBM by echo sequence numbers and captured send times: +0 -2 x {}",
                               interval_text(flow));
        case Method::connects:
            return "TBM by attempts to connect and their answers: as exact as the attempts are "
                   "close";
        case Method::tcp:
            return "TBM by segments and acknowledgements: as exact as the retransmissions are "
                   "close";
        case Method::tcp_arrivals:
            return arrived_text;
        case Method::udp_pairs:
            return fmt::format(
                "TBM by requests, each answered before the next: -2 x {}, and +-{} as the path's "
                "delay "
                "may have changed",
                interval_text(flow), precise(settings.unknown_path_difference));
        case Method::udp_arrivals:
            return fmt::format(
                "TBLM by arrivals of the answers, which cannot be paired with requests: -2 x {}, "
                "+-{}",
                interval_text(flow), precise(settings.unknown_path_difference));
    }
    return "";
}

}  // namespace holdfast::harness::timing
